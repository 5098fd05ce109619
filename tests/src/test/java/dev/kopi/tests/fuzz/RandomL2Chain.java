package dev.kopi.tests.fuzz;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.AccessListEntry;
import dev.kopi.core.chain.transaction.Authorization;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1Signature;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.derivation.attributes.FeeScalars;
import dev.kopi.core.derivation.attributes.L1BlockInfo;
import dev.kopi.core.derivation.attributes.L1InfoDeposit;
import dev.kopi.core.derivation.attributes.L1InfoLayout;
import dev.kopi.core.derivation.attributes.SourceHash;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A rollup's blocks made from a seed: genesis with random contracts, then attributes with the L1
 * attributes deposit, the upgrades' transactions, deposits and transactions of users, through all
 * forks in turn.
 */
final class RandomL2Chain {
  /** The forks, in the order of their activation. */
  static final List<OpFork> FORKS =
      List.of(
          OpFork.BEDROCK,
          OpFork.REGOLITH,
          OpFork.CANYON,
          OpFork.DELTA,
          OpFork.ECOTONE,
          OpFork.FJORD,
          OpFork.GRANITE,
          OpFork.HOLOCENE,
          OpFork.ISTHMUS,
          OpFork.JOVIAN);

  private static final long GENESIS_TIME = 1_700_000_000;
  private static final UInt256 CHAIN = UInt256.of(901);
  private static final String RICH = "0x100000000000000000000000000000000000000000000000000";

  private final Random random;
  private final int blocksEach;
  private final ObjectNode genesis;
  private final RollupConfig config;
  private final UpgradeTransactions upgrades;
  private final List<PrivateKey> keys = new ArrayList<>();
  private final Map<PrivateKey, Long> nonces = new HashMap<>();
  private final List<PrivateKey> used = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private String beaconRoot = "";
  private UInt256 minBaseFee = UInt256.ZERO;
  private long l1Number = 1;
  private long depositCount;

  RandomL2Chain(
      ObjectNode genesis,
      ObjectNode rollup,
      UpgradeTransactions upgrades,
      long seed,
      int blocksEach) {
    this.upgrades = upgrades;
    this.random = new Random(seed);
    this.blocksEach = blocksEach;
    this.genesis = genesis;
    ObjectNode rules = (ObjectNode) genesis.get("config");
    rules.remove("karstTime");
    rollup.remove("karst_time");
    ((ObjectNode) rollup.get("genesis")).put("l2_time", GENESIS_TIME);
    for (int i = 1; i < FORKS.size(); i++) {
      long time = GENESIS_TIME + 2 + 2L * i * blocksEach;
      String name = FORKS.get(i).name().toLowerCase(java.util.Locale.ROOT);
      rollup.put(name + "_time", time);
      if (rules.has(name + "Time")) {
        rules.put(name + "Time", time);
      }
    }
    rules.put("shanghaiTime", rules.get("canyonTime").asLong());
    rules.put("cancunTime", rules.get("ecotoneTime").asLong());
    rules.put("pragueTime", rules.get("isthmusTime").asLong());
    genesis.put("timestamp", "0x" + Long.toHexString(GENESIS_TIME));
    this.config = RollupJson.read(rollup);
    fillGenesis((ObjectNode) genesis.get("alloc"));
  }

  private void fillGenesis(ObjectNode alloc) {
    List<String> contracts = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      contracts.add("c0de00000000000000000000000000000000000" + i);
    }
    addresses.addAll(contracts);
    for (int i = 1; i <= 0x11; i++) {
      addresses.add("00".repeat(19) + String.format("%02x", i));
    }
    addresses.add("00".repeat(18) + "0100");
    addresses.add("4200000000000000000000000000000000000015");
    addresses.add("4200000000000000000000000000000000000016");
    addresses.add("420000000000000000000000000000000000000f");
    for (int i = 0; i < 5; i++) {
      PrivateKey key = PrivateKey.of(UInt256.of(0x7777 + i));
      keys.add(key);
      nonces.put(key, 0L);
      String address = PortableSecp256k1.INSTANCE.address(key).toHex().substring(2);
      addresses.add(address);
      alloc.putObject(address).put("balance", RICH);
    }
    for (String contract : contracts) {
      byte[] program = new RandomProgram(random, addresses).generate(10 + random.nextInt(60));
      ObjectNode account = alloc.putObject(contract);
      account.put("balance", "0x1000").put("nonce", "0x1");
      account.put("code", Bytes.wrap(program).toHex());
      ObjectNode storage = account.putObject("storage");
      for (int key = 0; key < 3; key++) {
        storage.put("0x" + "00".repeat(31) + "0" + key, word(1 + random.nextInt(500)));
      }
    }
  }

  private static String word(long value) {
    return UInt256.of(value).toHash().toHex();
  }

  /** Who signs transactions and authorizations. */
  List<Address> users() {
    return keys.stream().map(PortableSecp256k1.INSTANCE::address).toList();
  }

  /** Goes on with a chain of so many blocks, in which a user has this nonce. */
  void resume(Address user, long nonce, long number) {
    keys.stream()
        .filter(key -> PortableSecp256k1.INSTANCE.address(key).equals(user))
        .forEach(key -> nonces.put(key, nonce));
    if (number > 0) {
      random.setSeed(number);
    }
  }

  ObjectNode genesis() {
    return genesis;
  }

  int blocksEach() {
    return blocksEach;
  }

  String beaconRoot() {
    return beaconRoot;
  }

  /** The attributes given last became a block. */
  void accepted() {
    used.clear();
  }

  /** They did not: what they used of nonces is free again. */
  void refused() {
    used.forEach(key -> nonces.merge(key, -1L, Long::sum));
    used.clear();
  }

  /** Attributes of the next block. */
  ObjectNode attributes(JsonNode parent, OpFork fork) {
    long time = Long.decode(parent.path("timestamp").asString()) + 2;
    UInt256 parentFee = number(parent.path("baseFeePerGas").asString());
    ObjectNode attributes = Json.object();
    attributes.put("timestamp", "0x" + Long.toHexString(time));
    attributes.put("prevRandao", hash().toHex());
    attributes.put("suggestedFeeRecipient", "0x4200000000000000000000000000000000000011");
    attributes.put("noTxPool", true);
    beaconRoot = hash().toHex();
    if (fork.atLeast(OpFork.CANYON)) {
      attributes.putArray("withdrawals");
    }
    if (fork.atLeast(OpFork.ECOTONE)) {
      attributes.put("parentBeaconBlockRoot", beaconRoot);
    }
    if (fork.atLeast(OpFork.HOLOCENE)) {
      int denominator = random.nextInt(3) == 0 ? 0 : 2 + random.nextInt(300);
      int elasticity = denominator == 0 ? 0 : 1 + random.nextInt(8);
      attributes.put("eip1559Params", String.format("0x%08x%08x", denominator, elasticity));
    }
    UInt256 parentMinBaseFee = minBaseFee;
    if (fork.atLeast(OpFork.JOVIAN)) {
      long least = random.nextInt(3) == 0 ? random.nextInt(1 << 30) : 0;
      minBaseFee = UInt256.of(least);
      attributes.put("minBaseFee", least);
    }
    long gasLimit = 20_000_000 + random.nextInt(40) * 500_000L;
    ArrayNode transactions = attributes.putArray("transactions");
    add(transactions, l1Info(time));
    for (OpFork each : FORKS) {
      if (config.isActivationBlock(each, time)) {
        UpgradeTransactions.Upgrade upgrade = upgrades.of(each);
        upgrade.transactions().forEach(deposit -> add(transactions, deposit));
        gasLimit += upgrade.extraGas();
      }
    }
    attributes.put("gasLimit", "0x" + Long.toHexString(gasLimit));
    UInt256 fee =
        parentFee
            .multiply(UInt256.of(20))
            .add(parentMinBaseFee.multiply(UInt256.of(2)))
            .add(UInt256.of(1_000_000_000));
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      // "The activation block must not include any" transactions of users.
      if (random.nextInt(5) < 2 || config.isActivationBlock(OpFork.JOVIAN, time)) {
        add(transactions, deposit(fork));
      } else {
        add(transactions, user(fork, fee));
      }
    }
    return attributes;
  }

  private static UInt256 number(String hex) {
    String digits = hex.replaceFirst("^0x", "");
    return Hash.fromHex("0x" + "0".repeat(64 - digits.length()) + digits).toUInt256();
  }

  private static void add(ArrayNode transactions, Transaction transaction) {
    transactions.add(TransactionCodec.encode(transaction).toHex());
  }

  private Transaction.Deposit l1Info(long time) {
    l1Number++;
    Hash origin = hash();
    L1InfoLayout layout = L1InfoLayout.at(config, time);
    L1BlockInfo info =
        new L1BlockInfo(
            l1Number,
            time - 12,
            fee(),
            origin,
            random.nextInt(3),
            Address.fromHex("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc"),
            UInt256.of(random.nextInt(5000)).toHash(),
            UInt256.of(random.nextInt(4) == 0 ? random.nextLong() >>> 34 : 684_000).toHash(),
            fee(),
            new FeeScalars(scalar(), scalar()),
            scalar(),
            random.nextInt(4) == 0 ? random.nextLong() >>> 1 : random.nextInt(1000),
            random.nextInt(12) == 0 ? 0xffff : random.nextInt(900));
    boolean regolith = config.isActive(OpFork.REGOLITH, time);
    return new Transaction.Deposit(
        SourceHash.l1Attributes(origin, 0),
        L1InfoDeposit.DEPOSITOR,
        L1InfoDeposit.L1_BLOCK,
        UInt256.ZERO,
        UInt256.ZERO,
        regolith ? 1_000_000 : 150_000_000,
        !regolith,
        info.encode(layout));
  }

  private UInt256 fee() {
    return switch (random.nextInt(6)) {
      case 0 -> UInt256.ZERO;
      case 1 -> UInt256.ONE;
      case 2 -> UInt256.of(random.nextLong() >>> 1);
      default -> UInt256.of(random.nextInt(Integer.MAX_VALUE));
    };
  }

  private int scalar() {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> random.nextInt();
      default -> random.nextInt(2_000_000);
    };
  }

  private Hash hash() {
    return Keccak256.hash(Bytes.wrap(bytes(16)));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private Address anyAddress() {
    return random.nextInt(8) == 0
        ? Address.of(bytes(20))
        : Address.fromHex("0x" + addresses.get(random.nextInt(addresses.size())));
  }

  private Transaction deposit(OpFork fork) {
    boolean creates = random.nextInt(8) == 0;
    UInt256 mint =
        switch (random.nextInt(4)) {
          case 0 -> UInt256.of(random.nextLong() >>> 1);
          case 1 -> UInt256.of(random.nextInt(1000));
          default -> UInt256.ZERO;
        };
    UInt256 value = random.nextInt(3) == 0 ? UInt256.of(random.nextInt(2000)) : UInt256.ZERO;
    long gas = random.nextInt(8) == 0 ? random.nextInt(40_000) : 50_000 + random.nextInt(1_500_000);
    boolean system = random.nextInt(60) == 0;
    // Not a user's account: its nonce counts up with each deposit.
    Address from =
        random.nextInt(3) == 0
            ? Address.fromHex("0xaaaa00000000000000000000000000000000aaa" + random.nextInt(4))
            : Address.of(bytes(20));
    byte[] data =
        creates
            ? new RandomProgram(random, addresses).generate(5 + random.nextInt(20))
            : bytes(random.nextInt(80));
    return new Transaction.Deposit(
        SourceHash.userDeposit(hash(), depositCount++),
        from,
        creates ? null : anyAddress(),
        mint,
        value,
        gas,
        system,
        Bytes.wrap(data));
  }

  private Transaction user(OpFork fork, UInt256 fee) {
    PrivateKey key = keys.get(random.nextInt(3));
    long nonce = nonces.merge(key, 1L, Long::sum) - 1;
    used.add(key);
    boolean creates = random.nextInt(10) == 0;
    Address to = creates ? null : anyAddress();
    UInt256 value = random.nextInt(3) == 0 ? UInt256.of(random.nextInt(5000)) : UInt256.ZERO;
    byte[] data =
        creates
            ? new RandomProgram(random, addresses).generate(5 + random.nextInt(20))
            : bytes(random.nextInt(random.nextInt(6) == 0 ? 4000 : 100));
    if (!creates && random.nextInt(4) == 0) {
      java.util.Arrays.fill(data, 0, data.length / 2, (byte) 0);
    }
    long gas = 300_000 + random.nextInt(1_200_000);
    UInt256 tip = UInt256.of(random.nextInt(3) == 0 ? 0 : random.nextInt(1_000_000_000));
    Bytes input = Bytes.wrap(data);
    List<AccessListEntry> list = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      list.add(new AccessListEntry(anyAddress(), List.of(UInt256.of(random.nextInt(4)).toHash())));
    }
    int type = random.nextInt(fork.atLeast(OpFork.ISTHMUS) && to != null ? 5 : 4);
    List<Authorization> authorizations =
        type == 4 ? List.of(authorization(), authorization()) : List.of();
    UInt256 most = fee.add(tip);
    Function<Signature, Transaction> by =
        s ->
            switch (type) {
              case 0 -> new Transaction.Legacy(nonce, fee, gas, to, value, input, s);
              case 1 ->
                  new Transaction.AccessList(CHAIN, nonce, fee, gas, to, value, input, list, s);
              case 4 ->
                  new Transaction.SetCode(
                      CHAIN,
                      nonce,
                      tip,
                      most,
                      gas,
                      Objects.requireNonNull(to),
                      value,
                      input,
                      list,
                      authorizations,
                      s);
              default ->
                  new Transaction.DynamicFee(
                      CHAIN, nonce, tip, most, gas, to, value, input, list, s);
            };
    UInt256 v = type == 0 ? CHAIN.add(CHAIN).add(UInt256.of(35)) : UInt256.ZERO;
    Transaction unsigned = by.apply(new Signature(v, UInt256.ONE, UInt256.ONE));
    Secp256k1Signature signature =
        PortableSecp256k1.INSTANCE.sign(TransactionCodec.signingHash(unsigned), key);
    UInt256 parity = v.add(UInt256.of(signature.recoveryId()));
    return by.apply(new Signature(parity, signature.r(), signature.s()));
  }

  /** By an account that sends nothing itself. */
  private Authorization authorization() {
    PrivateKey key = keys.get(3 + random.nextInt(2));
    UInt256 chain =
        random.nextInt(6) == 0 ? UInt256.of(5) : random.nextBoolean() ? CHAIN : UInt256.ZERO;
    long nonce = random.nextInt(3) == 0 ? random.nextInt(20) : nonces.merge(key, 1L, Long::sum) - 1;
    Address target = anyAddress();
    RlpWriter writer = new RlpWriter();
    writer.startList().number(chain).address(target).number(nonce).endList();
    byte[] encoded = writer.toArray();
    byte[] message = new byte[encoded.length + 1];
    message[0] = 5;
    System.arraycopy(encoded, 0, message, 1, encoded.length);
    Secp256k1Signature signature = PortableSecp256k1.INSTANCE.sign(Keccak256.hash(message), key);
    return new Authorization(
        chain,
        target,
        nonce,
        new Signature(UInt256.of(signature.recoveryId()), signature.r(), signature.s()));
  }
}
