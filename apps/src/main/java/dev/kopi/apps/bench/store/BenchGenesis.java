package dev.kopi.apps.bench.store;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The start of a generated chain: senders with ether and tokens, and the contracts. */
final class BenchGenesis {
  static final long CHAIN_ID = 1337;
  static final Address ACCOUNTS = contract(1);
  static final Address SLOTS = contract(2);
  static final List<Address> TOKENS = List.of(contract(3), contract(4));
  private static final int FIRST_PAIR = 256;
  private static final UInt256 ETHER = UInt256.of(1_000_000_000_000_000_000L);
  private static final UInt256 RICH = ETHER.multiply(UInt256.of(1_000_000_000));

  private BenchGenesis() {}

  private static Address contract(int number) {
    return Address.fromWord(UInt256.of(0xc0de_0000_0000L + number));
  }

  static Address pair(int index) {
    return contract(FIRST_PAIR + index);
  }

  /** The pair at which a sender swaps. */
  static Address pairOf(BenchPlan plan, int sender) {
    return pair(sender % plan.pairs());
  }

  static List<PrivateKey> keys(BenchPlan plan) {
    List<PrivateKey> keys = new ArrayList<>();
    for (int i = 0; i < plan.senders(); i++) {
      String text = "kopi bench sender " + plan.seed() + " " + i;
      keys.add(PrivateKey.of(Keccak256.hash(text.getBytes(StandardCharsets.US_ASCII)).toArray()));
    }
    return keys;
  }

  /** The genesis file, as go-ethereum reads it too: Cancun from the start. */
  static ObjectNode json(BenchPlan plan, Secp256k1 secp256k1) {
    ObjectNode config = Json.object();
    config.put("chainId", CHAIN_ID);
    for (String fork :
        List.of(
            "homestead",
            "eip150",
            "eip155",
            "eip158",
            "byzantium",
            "constantinople",
            "petersburg",
            "istanbul",
            "berlin",
            "london",
            "mergeNetsplit")) {
      config.put(fork + "Block", 0);
    }
    config.put("shanghaiTime", 0).put("cancunTime", 0);
    config.put("terminalTotalDifficulty", 0).put("terminalTotalDifficultyPassed", true);
    config
        .putObject("blobSchedule")
        .putObject("cancun")
        .put("target", 3)
        .put("max", 6)
        .put("baseFeeUpdateFraction", 3338477);
    ObjectNode genesis = Json.object();
    genesis.set("config", config);
    genesis.put("nonce", "0x0").put("timestamp", "0x65f00000").put("extraData", "0x");
    genesis.put("gasLimit", UInt256.of(2 * plan.blockGas()).toHex());
    genesis.put("difficulty", "0x0").put("baseFeePerGas", "0x3b9aca00");
    genesis.put("excessBlobGas", "0x0").put("blobGasUsed", "0x0");
    alloc(genesis.putObject("alloc"), plan, secp256k1);
    return genesis;
  }

  private static void alloc(ObjectNode alloc, BenchPlan plan, Secp256k1 secp256k1) {
    List<Address> senders = new ArrayList<>();
    keys(plan).forEach(key -> senders.add(secp256k1.address(key)));
    for (Address sender : senders) {
      account(alloc, sender, Bytes.EMPTY, RICH);
    }
    account(alloc, ACCOUNTS, BenchContracts.accounts(), RICH);
    account(alloc, SLOTS, BenchContracts.slots(), UInt256.ZERO);
    UInt256 reserve = ETHER.multiply(UInt256.of(1_000_000));
    for (Address token : TOKENS) {
      ObjectNode storage =
          account(alloc, token, BenchContracts.token(), UInt256.ZERO).putObject("storage");
      for (int i = 0; i < senders.size(); i++) {
        Address sender = senders.get(i);
        put(storage, BenchContracts.balanceSlot(sender), reserve);
        put(storage, BenchContracts.allowanceSlot(sender, pairOf(plan, i)), UInt256.MAX);
      }
      for (int i = 0; i < plan.pairs(); i++) {
        put(storage, BenchContracts.balanceSlot(pair(i)), reserve);
      }
    }
    for (int i = 0; i < plan.pairs(); i++) {
      ObjectNode storage =
          account(alloc, pair(i), BenchContracts.pair(), UInt256.ZERO).putObject("storage");
      put(storage, UInt256.ZERO, TOKENS.get(0).toWord());
      put(storage, UInt256.ONE, TOKENS.get(1).toWord());
      put(storage, UInt256.of(2), reserve);
      put(storage, UInt256.of(3), reserve);
    }
  }

  private static ObjectNode account(
      ObjectNode alloc, Address address, Bytes code, UInt256 balance) {
    ObjectNode account = alloc.putObject(address.toHex());
    account.put("balance", balance.toHex());
    if (!code.isEmpty()) {
      account.put("code", code.toHex());
    }
    return account;
  }

  private static void put(ObjectNode storage, UInt256 slot, UInt256 value) {
    storage.put(slot.toHash().toHex(), value.toHash().toHex());
  }
}
