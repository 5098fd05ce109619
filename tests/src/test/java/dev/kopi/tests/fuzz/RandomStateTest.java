package dev.kopi.tests.fuzz;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1Signature;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A state test made from a seed: some contracts that call each other, and a transaction. */
final class RandomStateTest {
  private static final PrivateKey KEY =
      PrivateKey.fromHex("0x45a915e4d060149eb4365960e6a7a45f334393093061116b197e3240065ff2d8");
  private static final Address SENDER = PortableSecp256k1.INSTANCE.address(KEY);
  private static final PrivateKey OTHER_KEY = PrivateKey.of(UInt256.of(0x1234567));
  private static final Address OTHER = PortableSecp256k1.INSTANCE.address(OTHER_KEY);
  private static final String COINBASE = "2adc25665018aa1fe0e6bc666dac8fc2697ff9ba";

  private final Random random;
  private final boolean osaka;
  private final List<String> contracts = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();

  RandomStateTest(long seed, boolean osaka) {
    this.random = new Random(seed);
    this.osaka = osaka;
    for (int i = 1; i <= 4; i++) {
      contracts.add("c0de00000000000000000000000000000000000" + i);
    }
    addresses.addAll(contracts);
    addresses.addAll(contracts);
    addresses.add(SENDER.toHex().substring(2));
    addresses.add(OTHER.toHex().substring(2));
    addresses.add(COINBASE);
    addresses.add("00000000000000000000000000000000000dead1");
    for (int i = 1; i <= 0x11; i++) {
      addresses.add("00".repeat(19) + String.format("%02x", i));
    }
    addresses.add("00".repeat(18) + "0100");
  }

  /** The test, without what comes of it. */
  ObjectNode generate() {
    ObjectNode test = Json.object();
    test.set("env", environment());
    test.set("pre", pre());
    test.set("transaction", transaction());
    test.putObject("config").put("chainid", "0x01");
    return test;
  }

  private ObjectNode environment() {
    ObjectNode env = Json.object();
    env.put("currentCoinbase", "0x" + COINBASE);
    env.put("currentGasLimit", "0x2000000");
    env.put("currentNumber", "0x64");
    env.put("currentTimestamp", "0x3e8");
    env.put("currentRandom", "0x" + "5a".repeat(32));
    env.put("currentDifficulty", "0x0");
    env.put("currentBaseFee", "0x7");
    env.put("currentExcessBlobGas", random.nextBoolean() ? "0x0" : "0x4000000");
    return env;
  }

  private ObjectNode pre() {
    ObjectNode pre = Json.object();
    account(pre, SENDER.toHex(), 0, "0xde0b6b3a7640000", "0x");
    for (String contract : contracts) {
      String code;
      int kind = random.nextInt(20);
      if (kind == 0) {
        byte[] noise = new byte[random.nextInt(60)];
        random.nextBytes(noise);
        code = Bytes.copyOf(noise).toHex();
      } else if (kind == 1) {
        code = "0xef0100" + contracts.get(random.nextInt(contracts.size()));
      } else {
        byte[] program = new RandomProgram(random, addresses).generate(5 + random.nextInt(60));
        code = Bytes.copyOf(program).toHex();
      }
      ObjectNode account =
          account(pre, "0x" + contract, 1, "0x" + Integer.toHexString(random.nextInt(50)), code);
      ObjectNode storage = account.putObject("storage");
      for (int key = 0; key < 5; key++) {
        if (random.nextBoolean()) {
          storage.put("0x0" + key, String.format("0x%04x", 1 + random.nextInt(400)));
        }
      }
    }
    if (random.nextInt(3) == 0) {
      String code = random.nextBoolean() ? "0x" : "0xef0100" + contracts.get(random.nextInt(4));
      account(pre, OTHER.toHex(), random.nextInt(2), "0x10", code);
    }
    return pre;
  }

  private static ObjectNode account(
      ObjectNode pre, String address, int nonce, String balance, String code) {
    ObjectNode account = pre.putObject(address);
    account.put("nonce", "0x" + nonce);
    account.put("balance", balance);
    account.put("code", code);
    account.putObject("storage");
    return account;
  }

  private ObjectNode transaction() {
    ObjectNode tx = Json.object();
    tx.put("nonce", "0x0");
    tx.put("sender", SENDER.toHex());
    tx.put("secretKey", Bytes.copyOf(KEY.toArray()).toHex());
    int type = random.nextInt(10);
    boolean creates = type < 6 && random.nextInt(8) == 0;
    tx.put("to", creates ? "" : "0x" + contracts.get(0));
    long most = osaka && random.nextInt(30) != 0 ? 1 << 24 : 20_000_000;
    long gas =
        21_000 + Math.floorMod(random.nextLong(), random.nextBoolean() ? most - 21_000 : 300_000);
    tx.putArray("gasLimit").add("0x" + Long.toHexString(gas));
    tx.putArray("value").add("0x" + Integer.toHexString(random.nextInt(4) == 0 ? 5 : 0));
    byte[] data;
    if (creates) {
      data = new RandomProgram(random, addresses).generate(5 + random.nextInt(30));
    } else {
      data = new byte[random.nextInt(random.nextInt(4) == 0 ? 3000 : 100)];
      random.nextBytes(data);
    }
    tx.putArray("data").add(Bytes.copyOf(data).toHex());
    if (type < 3) {
      tx.put("gasPrice", "0xa");
    } else {
      tx.put("maxFeePerGas", "0x14");
      tx.put("maxPriorityFeePerGas", random.nextBoolean() ? "0x2" : "0x14");
    }
    if (type >= 2) {
      tx.putArray("accessLists").add(accessList());
    }
    if (type == 6) {
      tx.put("maxFeePerBlobGas", "0xffffff");
      ArrayNode hashes = tx.putArray("blobVersionedHashes");
      for (int i = 0; i <= random.nextInt(osaka ? 6 : 9); i++) {
        hashes.add("0x01" + "ab".repeat(30) + "0" + i);
      }
    }
    if (type >= 8) {
      ArrayNode list = tx.putArray("authorizationList");
      for (int i = 0; i <= random.nextInt(3); i++) {
        list.add(authorization());
      }
    }
    return tx;
  }

  private ArrayNode accessList() {
    ArrayNode list = Json.array();
    for (int i = random.nextInt(4); i > 0; i--) {
      ObjectNode entry = list.addObject();
      entry.put("address", "0x" + addresses.get(random.nextInt(addresses.size())));
      ArrayNode keys = entry.putArray("storageKeys");
      for (int k = random.nextInt(3); k > 0; k--) {
        keys.add("0x" + "00".repeat(31) + "0" + random.nextInt(5));
      }
    }
    return list;
  }

  private ObjectNode authorization() {
    boolean own = random.nextInt(3) == 0;
    PrivateKey key = own ? KEY : OTHER_KEY;
    UInt256 chain = UInt256.of(random.nextInt(8) == 0 ? 2 : random.nextInt(2));
    long nonce = random.nextInt(3);
    Address target =
        Address.fromHex(
            random.nextInt(5) == 0
                ? "0x" + "00".repeat(20)
                : "0x" + addresses.get(random.nextInt(addresses.size())));
    RlpWriter writer = new RlpWriter();
    writer.startList().number(chain).address(target).number(nonce).endList();
    byte[] list = writer.toArray();
    byte[] message = new byte[list.length + 1];
    message[0] = 5;
    System.arraycopy(list, 0, message, 1, list.length);
    Secp256k1Signature signature = PortableSecp256k1.INSTANCE.sign(Keccak256.hash(message), key);
    ObjectNode node = Json.object();
    node.put("chainId", "0x" + Long.toHexString(chain.lowLong()));
    node.put("address", target.toHex());
    node.put("nonce", "0x" + Long.toHexString(nonce));
    node.put("v", "0x" + signature.recoveryId());
    node.put("yParity", "0x" + signature.recoveryId());
    node.put("r", hex(signature.r()));
    node.put("s", hex(random.nextInt(12) == 0 ? UInt256.MAX : signature.s()));
    node.put("signer", own ? SENDER.toHex() : OTHER.toHex());
    return node;
  }

  private static String hex(UInt256 value) {
    String digits = value.toHash().toHex().substring(2).replaceFirst("^0+", "");
    return "0x" + (digits.isEmpty() ? "0" : digits);
  }
}
