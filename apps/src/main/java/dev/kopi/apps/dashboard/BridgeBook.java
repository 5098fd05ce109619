package dev.kopi.apps.dashboard;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The newest deposits and withdrawals, from the logs of both layers. Of one thread. */
final class BridgeBook {
  private static final int MOST = 64;
  private static final long LOOK_BACK = 500;
  private static final String MESSAGE_PASSER = "0x4200000000000000000000000000000000000016";
  private static final String DEPOSITED =
      topic("TransactionDeposited(address,address,uint256,bytes)");
  private static final String PASSED =
      topic("MessagePassed(uint256,address,address,uint256,uint256,bytes,bytes32)");
  private static final String PROVEN = topic("WithdrawalProven(bytes32,address,address)");
  private static final String FINALIZED = topic("WithdrawalFinalized(bytes32,bool)");

  private final RpcClient l1;
  private final RpcClient l2;
  private final Address portal;
  private final Map<String, ObjectNode> deposits = bounded();
  private final Map<String, ObjectNode> withdrawals = bounded();
  private final Map<String, Long> proven = bounded();
  private final Map<String, Long> finalized = bounded();
  private long l1Read = -1;
  private long l2Read = -1;

  BridgeBook(RpcClient l1, RpcClient l2, Address portal) {
    this.l1 = l1;
    this.l2 = l2;
    this.portal = portal;
  }

  private static String topic(String event) {
    return Keccak256.hash(event.getBytes(StandardCharsets.US_ASCII)).toHex();
  }

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > MOST;
      }
    };
  }

  /** Reads the logs up to both heads. After a reorganisation the last blocks are read again. */
  void read(long l1Head, long l2Head) {
    if (l1Head != l1Read) {
      for (JsonNode log : logs(l1, portal.toHex(), from(l1Read, l1Head), l1Head)) {
        onL1(log);
      }
      l1Read = l1Head;
    }
    if (l2Head != l2Read) {
      for (JsonNode log : logs(l2, MESSAGE_PASSER, from(l2Read, l2Head), l2Head)) {
        if (log.path("topics").path(0).asString("").equals(PASSED)) {
          onL2(log);
        }
      }
      l2Read = l2Head;
    }
  }

  private static long from(long read, long head) {
    return Math.max(0, Math.max(head - LOOK_BACK, Math.min(read, head) - 8));
  }

  private static JsonNode logs(RpcClient chain, String address, long from, long to) {
    return chain.call(
        "eth_getLogs",
        Json.object()
            .put("address", address)
            .put("fromBlock", JsonValues.hex(from))
            .put("toBlock", JsonValues.hex(to)));
  }

  private void onL1(JsonNode log) {
    String topic = log.path("topics").path(0).asString("");
    long block = JsonFields.quantity(log, "blockNumber");
    String subject = log.path("topics").path(1).asString("");
    if (topic.equals(DEPOSITED)) {
      ObjectNode out = Json.object();
      out.put("l1Tx", log.path("transactionHash").asString("")).put("l1Block", block);
      out.put("from", account(subject)).put("to", account(log.path("topics").path(2).asString("")));
      Bytes data = JsonFields.bytes(log, "data");
      if (data.size() >= 128) {
        out.put("mint", data.slice(64, 96).toHex()).put("value", data.slice(96, 128).toHex());
      }
      deposits.put(block + ":" + log.path("logIndex").asString(""), out);
    } else if (topic.equals(PROVEN)) {
      proven.put(subject, block);
    } else if (topic.equals(FINALIZED)) {
      finalized.put(subject, block);
    }
  }

  private void onL2(JsonNode log) {
    Bytes data = JsonFields.bytes(log, "data");
    if (data.size() < 128) {
      return;
    }
    ObjectNode out = Json.object();
    out.put("l2Tx", log.path("transactionHash").asString(""));
    out.put("l2Block", JsonFields.quantity(log, "blockNumber"));
    out.put("from", account(log.path("topics").path(2).asString("")));
    out.put("to", account(log.path("topics").path(3).asString("")));
    out.put("value", data.slice(0, 32).toHex());
    String hash = Hash.of(data.slice(96, 128)).toHex();
    withdrawals.put(hash, out.put("hash", hash));
  }

  private static String account(String topic) {
    return topic.length() == 66 ? "0x" + topic.substring(26) : "";
  }

  /** Both lists, newest last. */
  void writeTo(ObjectNode out) {
    ArrayNode in = out.putArray("deposits");
    deposits.values().forEach(in::add);
    ArrayNode back = out.putArray("withdrawals");
    withdrawals.forEach((hash, one) -> {
      ObjectNode copy = one.deepCopy();
      if (proven.containsKey(hash)) {
        copy.put("provenAt", proven.get(hash));
      }
      if (finalized.containsKey(hash)) {
        copy.put("finalizedAt", finalized.get(hash));
      }
      back.add(copy);
    });
  }
}
