package dev.kopi.tests.conformance.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.core.chain.block.Block;
import dev.kopi.tests.conformance.OpChain;
import dev.kopi.tests.testkit.RunningEngine;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Traces of recorded rollups' transactions against what else is known of them: receipts and the
 * states before and after their blocks.
 */
class TraceConsistencyTest {
  @SuppressWarnings("NullAway.Init")
  private RpcClient client;

  private int transactions;
  private int values;

  @ParameterizedTest
  @ValueSource(strings = {"A-forks", "B-latest"})
  void tracesSayWhatReceiptsAndStatesSay(String name) throws IOException {
    try (OpChain recording = new OpChain(name);
        RunningEngine engine =
            new RunningEngine(GenesisJson.read(recording.json("l2-genesis.json")))) {
      Block last = null;
      for (String file : recording.files("l2")) {
        last = OpChain.block(recording.json(file));
        if (last.number() > 0) {
          engine.insert(last);
        }
      }
      assertThat(last).isNotNull();
      engine.finalizeAt(last.hash());
      client = engine.client();
      for (long number = 1; number <= last.number(); number += 2) {
        compareBlock(JsonValues.quantity(number));
      }
    }
    System.out.println(
        "traces of "
            + name
            + ": "
            + transactions
            + " transactions agree with their receipts, "
            + values
            + " values with the states before and after");
    assertThat(transactions).isGreaterThan(400);
    assertThat(values).isGreaterThan(2000);
  }

  private static ObjectNode tracer(String name, String config) {
    ObjectNode options = Json.object().put("tracer", name);
    options.set("tracerConfig", Json.parse(config));
    return options;
  }

  private void compareBlock(JsonNode number) {
    JsonNode receipts = client.call("eth_getBlockReceipts", number);
    JsonNode calls =
        client.call("debug_traceBlockByNumber", number, tracer("callTracer", "{\"withLog\":true}"));
    JsonNode operations =
        client.call("debug_traceBlockByNumber", number, Json.object().put("limit", 1));
    JsonNode changes =
        client.call(
            "debug_traceBlockByNumber", number, tracer("prestateTracer", "{\"diffMode\":true}"));
    assertThat(calls.size()).isEqualTo(receipts.size());
    Map<String, JsonNode> now = new HashMap<>();
    for (int i = 0; i < receipts.size(); i++) {
      JsonNode receipt = receipts.get(i);
      String hash = receipt.path("transactionHash").stringValue();
      assertThat(calls.get(i).path("txHash").stringValue()).isEqualTo(hash);
      compareCall(hash, receipt, calls.get(i).path("result"));
      JsonNode steps = operations.get(i).path("result");
      boolean success = receipt.path("status").stringValue().equals("0x1");
      assertThat(steps.path("failed").booleanValue()).as(hash).isEqualTo(!success);
      assertThat(JsonValues.quantity(steps.path("gas").longValue()))
          .as(hash)
          .isEqualTo(receipt.path("gasUsed"));
      JsonNode diff = changes.get(i).path("result");
      compareChain(hash, now, diff.path("pre"));
      remember(now, diff.path("post"));
      transactions++;
    }
    compareState(number, now);
  }

  private static void compareCall(String hash, JsonNode receipt, JsonNode call) {
    assertThat(call.path("gasUsed")).as(hash).isEqualTo(receipt.path("gasUsed"));
    boolean failed = receipt.path("status").stringValue().equals("0x0");
    assertThat(call.has("error")).as(hash + " " + call.path("error")).isEqualTo(failed);
    TreeMap<Long, JsonNode> logs = new TreeMap<>();
    gather(call, logs);
    assertThat(logs).as(hash).hasSize(receipt.path("logs").size());
    int index = 0;
    for (JsonNode log : logs.values()) {
      JsonNode expected = receipt.path("logs").get(index++);
      for (String field : new String[] {"address", "topics", "data"}) {
        assertThat(log.path(field)).as(hash).isEqualTo(expected.path(field));
      }
    }
  }

  private static void gather(JsonNode call, Map<Long, JsonNode> logs) {
    call.path("logs").forEach(log -> logs.put(Long.decode(log.path("index").stringValue()), log));
    call.path("calls").forEach(inner -> gather(inner, logs));
  }

  /** What a transaction found is what those before it in the block left. */
  private void compareChain(String hash, Map<String, JsonNode> now, JsonNode pre) {
    for (Map.Entry<String, JsonNode> account : pre.properties()) {
      String balance = account.getKey() + ".balance";
      if (now.containsKey(balance)) {
        assertThat(account.getValue().path("balance")).as(hash).isEqualTo(now.get(balance));
        values++;
      }
    }
  }

  private static void remember(Map<String, JsonNode> now, JsonNode post) {
    for (Map.Entry<String, JsonNode> account : post.properties()) {
      for (Map.Entry<String, JsonNode> field : account.getValue().properties()) {
        if (!field.getKey().equals("storage")) {
          now.put(account.getKey() + "." + field.getKey(), field.getValue());
        }
      }
      account
          .getValue()
          .path("storage")
          .properties()
          .forEach(slot -> now.put(account.getKey() + "/" + slot.getKey(), slot.getValue()));
    }
  }

  /** What the last transaction left is the state after the block, the vaults of fees aside. */
  private void compareState(JsonNode number, Map<String, JsonNode> now) {
    now.forEach((name, value) -> {
      String address = name.substring(0, 42);
      JsonNode account = JsonValues.text(address);
      if (name.charAt(42) == '/') {
        JsonNode slot = JsonValues.text(name.substring(43));
        assertThat(client.call("eth_getStorageAt", account, slot, number))
            .as(name)
            .isEqualTo(value);
      } else if (name.endsWith(".balance")) {
        assertThat(client.call("eth_getBalance", account, number)).as(name).isEqualTo(value);
      } else if (name.endsWith(".nonce")) {
        assertThat(client.call("eth_getTransactionCount", account, number))
            .as(name)
            .isEqualTo(JsonValues.quantity(value.longValue()));
      } else if (name.endsWith(".code")) {
        assertThat(client.call("eth_getCode", account, number)).as(name).isEqualTo(value);
      }
      values++;
    });
  }
}
