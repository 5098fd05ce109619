package dev.kopi.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.core.chain.block.Block;
import dev.kopi.tests.conformance.OpChain;
import dev.kopi.tests.conformance.ZippedJson;
import dev.kopi.tests.conformance.rpc.RpcCompatChain;
import dev.kopi.tests.testkit.RunningEngine;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every method with parameters of every wrong kind: answers or typed errors, never a bug's. */
class RpcParamsFuzzTest {
  private static final int ROUNDS = 150;
  private static final int MUTATIONS = 20;
  private static final int BLOCKS = 12;

  /** What a handler that threw something unforeseen is answered with. */
  private static final String BUG = "internal error";

  private static final List<String> FIELDS =
      List.of(
          "from",
          "to",
          "gas",
          "gasPrice",
          "maxFeePerGas",
          "maxPriorityFeePerGas",
          "value",
          "data",
          "input",
          "nonce",
          "accessList",
          "authorizationList",
          "blobVersionedHashes",
          "maxFeePerBlobGas",
          "chainId",
          "fromBlock",
          "toBlock",
          "blockHash",
          "address",
          "topics",
          "blockNumber",
          "requireCanonical",
          "tracer",
          "tracerConfig",
          "timeout",
          "limit",
          "enableMemory",
          "stateOverrides",
          "blockOverrides",
          "number",
          "time",
          "balance",
          "code",
          "state",
          "stateDiff",
          "movePrecompileToAddress",
          "txIndex",
          "timestamp",
          "prevRandao",
          "suggestedFeeRecipient",
          "withdrawals",
          "parentBeaconBlockRoot",
          "gasLimit",
          "eip1559Params",
          "minBaseFee",
          "transactions");

  private static final List<String> WORDS =
      List.of(
          "latest",
          "pending",
          "safe",
          "finalized",
          "earliest",
          "callTracer",
          "prestateTracer",
          "4byteTracer",
          "0x0",
          "0x1",
          "0x5",
          "0xffffffffffffffff",
          "0x10000000000000000",
          "-0x1",
          "0x01",
          "0xzz",
          "5",
          "1s",
          "9999999999999999s",
          "\u0000",
          "𝕏",
          "0x4200000000000000000000000000000000000015",
          "0x0000000000000000000000000000000000000001",
          "0x" + "ff".repeat(32),
          "0x" + "ff".repeat(33),
          "0x" + "f".repeat(39),
          "newHeads");

  private final Random random = new Random(20_26);
  private final List<String> texts = new ArrayList<>();

  @Test
  void answersEveryMethodWithTypedErrors() throws IOException {
    try (OpChain recording = new OpChain("B-latest");
        RunningEngine engine =
            new RunningEngine(GenesisJson.read(recording.json("l2-genesis.json")))) {
      Block head = null;
      for (String file : recording.files("l2").subList(0, BLOCKS)) {
        head = OpChain.block(recording.json(file));
        if (head.number() > 0) {
          engine.insert(head);
        }
        collect(head);
      }
      assertThat(head).isNotNull();
      engine.finalizeAt(head.hash());
      Map<Integer, Integer> codes = new TreeMap<>();
      Set<String> bugs = new TreeSet<>();
      int calls = 0;
      RpcClient client = engine.client();
      for (String method : engine.methods()) {
        for (int round = 0; round < ROUNDS; round++) {
          JsonNode[] params = params(method, round);
          RpcException error = error(client, method, params);
          codes.merge(error == null ? 0 : error.code(), 1, Integer::sum);
          calls++;
          if (error != null && error.text().equals(BUG)) {
            bugs.add(method + " " + shorten(Json.array().addAll(List.of(params))));
          }
        }
      }
      System.out.println(
          "hostile parameters: "
              + engine.methods().size()
              + " methods, "
              + calls
              + " calls, answers by code (0 is a result): "
              + codes);
      assertThat(bugs).isEmpty();
      assertThat(calls).isGreaterThan(9000);
      assertThat(client.call("eth_blockNumber").stringValue())
          .isEqualTo("0x" + Integer.toHexString(BLOCKS - 1));
    }
  }

  @Test
  void answersGoodRequestsWithOneWrongPartWithTypedErrors() throws IOException {
    try (ZipFile zip = Vectors.zip("rpc-compat.zip");
        RunningEngine engine =
            new RunningEngine(GenesisJson.read(ZippedJson.read(zip, "genesis.json")))) {
      RpcCompatChain.insert(zip, engine);
      List<JsonNode> requests = RpcCompatChain.requests(zip);
      texts.add("0x36");
      RpcClient client = engine.client();
      Map<Integer, Integer> codes = new TreeMap<>();
      Set<String> bugs = new TreeSet<>();
      int calls = 0;
      for (JsonNode request : requests) {
        for (int round = 0; round < MUTATIONS && !request.path("params").isEmpty(); round++) {
          String method = request.path("method").stringValue();
          JsonNode[] params =
              ((ArrayNode) spoiled(request.path("params"))).values().toArray(JsonNode[]::new);
          RpcException error = error(client, method, params);
          codes.merge(error == null ? 0 : error.code(), 1, Integer::sum);
          calls++;
          if (error != null && error.text().equals(BUG)) {
            bugs.add(method + " " + shorten(Json.array().addAll(List.of(params))));
          }
        }
      }
      System.out.println(
          "spoiled requests: " + calls + " calls, answers by code (0 is a result): " + codes);
      assertThat(bugs).isEmpty();
      assertThat(calls).isGreaterThan(3000);
    }
  }

  /** A copy in which one part is another. */
  private JsonNode spoiled(JsonNode node) {
    if (node.isArray() && !node.isEmpty()) {
      ArrayNode copy = (ArrayNode) node.deepCopy();
      int at = random.nextInt(copy.size());
      copy.set(at, spoiled(copy.get(at)));
      return copy;
    }
    if (node.isObject() && !node.isEmpty() && random.nextInt(8) != 0) {
      ObjectNode copy = (ObjectNode) node.deepCopy();
      List<String> names = List.copyOf(copy.propertyNames());
      String name = names.get(random.nextInt(names.size()));
      copy.set(name, spoiled(copy.get(name)));
      return copy;
    }
    return value(2);
  }

  private static @Nullable RpcException error(RpcClient client, String method, JsonNode[] params) {
    try {
      client.call(method, params);
      return null;
    } catch (RpcException e) {
      return e;
    }
  }

  private static String shorten(JsonNode params) {
    String text = params.toString();
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }

  /** Values that exist, so that calls get beyond their first parameter. */
  private void collect(Block block) {
    texts.add(block.hash().toHex());
    texts.add("0x" + Long.toHexString(block.number()));
    block
        .transactions()
        .forEach(one -> {
          texts.add(one.hash().toHex());
          texts.add(one.encoded().toHex());
          if (one.transaction().to() != null) {
            texts.add(one.transaction().to().toHex());
          }
        });
  }

  private JsonNode[] params(String method, int round) {
    if (round == 0) {
      return new JsonNode[0];
    }
    int count = 1 + random.nextInt(4);
    JsonNode[] out = new JsonNode[count];
    for (int i = 0; i < count; i++) {
      out[i] = i == 0 && round % 3 == 0 ? plausible(method) : value(0);
    }
    return out;
  }

  private JsonNode plausible(String method) {
    if (method.contains("imulate")) {
      ObjectNode block = Json.object();
      block.set("blockOverrides", object(1));
      block.set("stateOverrides", Json.object().set(someText(), object(1)));
      block.set("calls", Json.array().add(object(1)));
      ObjectNode json = Json.object();
      json.set("blockStateCalls", Json.array().add(block));
      return json;
    }
    return random.nextBoolean() ? object(0) : Json.array().add(someText()).get(0);
  }

  private JsonNode value(int depth) {
    ArrayNode holder = Json.array();
    switch (random.nextInt(depth > 3 ? 9 : 12)) {
      case 0 -> holder.addNull();
      case 1 -> holder.add(random.nextBoolean());
      case 2 -> holder.add(random.nextLong());
      case 3 -> holder.add(random.nextDouble() * 1e300);
      case 4 -> holder.add("");
      case 5 -> holder.add("0x");
      case 6, 7, 8 -> holder.add(someText());
      case 9 -> {
        ArrayNode list = holder.addArray();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(depth + 1));
        }
      }
      default -> holder.add(object(depth + 1));
    }
    return holder.get(0);
  }

  private ObjectNode object(int depth) {
    ObjectNode json = Json.object();
    for (int i = random.nextInt(5); i >= 0; i--) {
      json.set(FIELDS.get(random.nextInt(FIELDS.size())), value(depth + 1));
    }
    return json;
  }

  private String someText() {
    return random.nextInt(3) == 0
        ? texts.get(random.nextInt(texts.size()))
        : WORDS.get(random.nextInt(WORDS.size()));
  }
}
