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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** What op-geth answered about the blocks of recorded rollups, asked of our engine. */
class RecordedRollupRpcTest {
  private final List<String> failures = new ArrayList<>();
  private int answers;

  @ParameterizedTest
  @ValueSource(strings = {"A-forks", "B-latest"})
  void answersAsTheRecordingEngineDid(String name) throws IOException {
    int blocks = 0;
    try (OpChain recording = new OpChain(name);
        RunningEngine engine =
            new RunningEngine(GenesisJson.read(recording.json("l2-genesis.json")))) {
      Block last = null;
      for (String file : recording.files("l2")) {
        Block block = OpChain.block(recording.json(file));
        if (block.number() > 0) {
          engine.insert(block);
        }
        last = block;
      }
      assertThat(last).isNotNull();
      engine.finalizeAt(last.hash());
      RpcClient client = engine.client();
      for (String file : recording.files("l2rpc")) {
        compare(client, file, recording.json(file));
        blocks++;
      }
    }
    System.out.println(
        "op-chains "
            + name
            + " l2rpc: "
            + blocks
            + " blocks, "
            + answers
            + " answers compared, "
            + failures.size()
            + " differ");
    assertThat(failures).isEmpty();
    assertThat(blocks).isGreaterThan(150);
  }

  private void compare(RpcClient client, String file, JsonNode recorded) {
    JsonNode block = recorded.path("block");
    JsonNode receipts = recorded.path("receipts");
    JsonNode number = block.path("number");
    JsonNode hash = block.path("hash");
    JsonNode yes = JsonValues.bool(true);
    ask(file, block, client, "eth_getBlockByNumber", number, yes);
    ask(file, block, client, "eth_getBlockByHash", hash, yes);
    ask(file, receipts, client, "eth_getBlockReceipts", number);
    ask(file, receipts, client, "eth_getBlockReceipts", hash);
    ArrayNode hashes = Json.array();
    for (int i = 0; i < receipts.size(); i++) {
      JsonNode transaction = block.path("transactions").get(i);
      JsonNode transactionHash = transaction.path("hash");
      hashes.add(transactionHash);
      ask(file, transaction, client, "eth_getTransactionByHash", transactionHash);
      ask(
          file,
          transaction,
          client,
          "eth_getTransactionByBlockNumberAndIndex",
          number,
          JsonValues.quantity(i));
      ask(file, receipts.get(i), client, "eth_getTransactionReceipt", transactionHash);
    }
    JsonNode brief = client.call("eth_getBlockByNumber", number, JsonValues.bool(false));
    note(file + " eth_getBlockByNumber", hashes, brief.path("transactions"));
    logs(client, file, receipts, hash);
  }

  private void logs(RpcClient client, String file, JsonNode receipts, JsonNode blockHash) {
    ArrayNode expected = Json.array();
    receipts.forEach(receipt -> receipt.path("logs").forEach(expected::add));
    JsonNode filter = Json.object().set("blockHash", blockHash);
    ask(file, expected, client, "eth_getLogs", filter);
  }

  private void ask(
      String file, JsonNode expected, RpcClient client, String method, JsonNode... params) {
    note(file + " " + method, expected, client.call(method, params));
  }

  private void note(String what, JsonNode expected, JsonNode actual) {
    answers++;
    @Nullable String difference = JsonComparison.ofValues(expected, actual);
    if (difference != null && failures.size() < 20) {
      failures.add(what + ": " + difference);
    }
  }
}
