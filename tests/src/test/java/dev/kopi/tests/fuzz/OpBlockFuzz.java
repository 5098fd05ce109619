package dev.kopi.tests.fuzz;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.primitives.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets two engines build the same L2 blocks from the same attributes, through every fork from
 * Bedrock on, and compares what they build: all of the payload, with the hash over roots and
 * receipts. Each takes the other's payload then. Attributes that one refuses the other must refuse.
 * The receipts of every block are compared as RPC shows them, too.
 *
 * <p>{@code genesis ZIP SEED BLOCKS OUT} writes the chain's genesis.json, BLOCKS long in each fork;
 * {@code run ZIP SEED BLOCKS URL URL JWT} drives two engines that hold it. ZIP is a recorded chain
 * whose genesis has the predeploys, with the upgrades' code in {@code ../op-upgrades.zip} beside
 * it.
 */
public final class OpBlockFuzz {
  private static final String ZERO = "0x" + "00".repeat(32);

  /**
   * So many blocks behind the head receipts are compared: op-geth leaves the L1 fee's fields out of
   * those that it still remembers from building.
   */
  private static final long LAG = 64;

  private final RandomL2Chain chain;
  private final List<EngineCaller> engines;
  private int refused;
  private int transactions;
  private int receipts;

  /** The fields of receipts that one engine shows and the other does not, and how often. */
  private final Map<String, Integer> fieldsOfOne = new TreeMap<>();

  private OpBlockFuzz(RandomL2Chain chain, List<EngineCaller> engines) {
    this.chain = chain;
    this.engines = engines;
  }

  /** See the class. */
  public static void main(String[] args) throws IOException, InterruptedException {
    JsonNode genesis;
    JsonNode rollup;
    try (ZipFile zip = new ZipFile(args[1])) {
      genesis = Json.parse(zip.getInputStream(zip.getEntry("l2-genesis.json")).readAllBytes());
      rollup = Json.parse(zip.getInputStream(zip.getEntry("rollup.json")).readAllBytes());
    }
    long seed = Long.parseLong(args[2]);
    int blocks = Integer.parseInt(args[3]);
    Path upgrades = Path.of(args[1]).toAbsolutePath().resolveSibling("../op-upgrades.zip");
    RandomL2Chain chain =
        new RandomL2Chain(
            (ObjectNode) genesis,
            (ObjectNode) rollup,
            UpgradeFiles.with(upgrades.normalize()),
            seed,
            blocks);
    if (args[0].equals("genesis")) {
      Files.write(Path.of(args[4]), Json.write(chain.genesis()));
      return;
    }
    String hex = Files.readString(Path.of(args[6])).strip().replaceFirst("^0x", "");
    byte[] secret = new byte[32];
    for (int i = 0; i < 32; i++) {
      secret[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    List<EngineCaller> engines =
        List.of(new EngineCaller(args[4], secret), new EngineCaller(args[5], secret));
    new OpBlockFuzz(chain, engines).run();
  }

  private void run() throws IOException, InterruptedException {
    JsonNode first = same("eth_getBlockByNumber", Json.array().add("latest").add(false), "hash");
    String head = first.path("hash").asString();
    JsonNode parent = first;
    long number = Long.decode(first.path("number").asString());
    long start = number;
    for (Address user : chain.users()) {
      ArrayNode params = Json.array().add(user.toHex()).add("latest");
      String nonce =
          engines.get(0).call("eth_getTransactionCount", params).path("result").asString();
      chain.resume(user, Long.decode(nonce), start);
    }
    long seen = 0;
    for (OpFork fork : RandomL2Chain.FORKS) {
      int before = transactions;
      int refusedBefore = refused;
      for (int i = 0; i < chain.blocksEach(); i++) {
        if (seen++ < start) {
          continue; // an earlier run made this block
        }
        JsonNode payload = null;
        while (payload == null) {
          payload = build(head, fork, chain.attributes(parent, fork));
        }
        chain.accepted();
        number++;
        transactions += payload.path("transactions").size();
        insert(payload, fork);
        head = payload.path("blockHash").asString();
        parent = payload;
        if (number > LAG) {
          sameReceipts(number - LAG);
        }
      }
      System.out.println(
          fork
              + ": "
              + chain.blocksEach()
              + " blocks, "
              + (transactions - before)
              + " transactions, "
              + (refused - refusedBefore)
              + " attributes refused by both; head "
              + head);
    }
    forkchoice(head, OpFork.JOVIAN, null);
    for (long i = Math.max(1, number - LAG + 1); i <= number; i++) {
      sameReceipts(i);
    }
    System.out.println(
        receipts + " receipts equal; fields shown by one engine alone: " + fieldsOfOne);
  }

  /** Lets both build; null when both refuse. */
  private @org.jspecify.annotations.Nullable JsonNode build(
      String head, OpFork fork, ObjectNode attributes) throws IOException, InterruptedException {
    List<JsonNode> payloads = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    for (EngineCaller engine : engines) {
      JsonNode answer = forkchoice(engine, head, fork, attributes);
      JsonNode id = answer.path("result").path("payloadId");
      if (!id.isString()) {
        errors.add(Json.text(answer));
        continue;
      }
      JsonNode built = engine.call("engine_getPayload" + getVersion(fork), Json.array().add(id));
      JsonNode payload = built.path("result").path("executionPayload");
      if (payload instanceof ObjectNode object) {
        // A field that a fork does not have is left out by one, null at the other.
        object.properties().removeIf(field -> field.getValue().isNull());
        payloads.add(object);
      } else {
        errors.add(Json.text(built));
      }
    }
    // op-geth builds a block over the limit of the DA footprint, and takes it from nobody.
    boolean onlyOne = errors.size() == 1 && payloads.size() == 1;
    if (onlyOne && invalidEverywhere(payloads.get(0), fork)) {
      errors.add("built, and then not taken");
    }
    if (errors.size() == engines.size()) {
      refused++;
      chain.refused();
      if (refused % 100 == 1) {
        System.out.println("refused: " + errors);
      }
      return null;
    }
    if (!errors.isEmpty() || !payloads.get(0).equals(payloads.get(1))) {
      throw new AssertionError(
          "the engines differ at "
              + fork
              + "\nattributes "
              + Json.text(attributes)
              + "\n"
              + errors
              + "\n"
              + payloads);
    }
    return payloads.get(0);
  }

  private void insert(JsonNode payload, OpFork fork) throws IOException, InterruptedException {
    for (EngineCaller engine : engines) {
      String status = status(engine, payload, fork);
      if (!status.equals("VALID")) {
        throw new AssertionError("a payload is not taken: " + status + "\n" + payload);
      }
    }
  }

  private boolean invalidEverywhere(JsonNode payload, OpFork fork)
      throws IOException, InterruptedException {
    boolean invalid = true;
    for (EngineCaller engine : engines) {
      invalid &= status(engine, payload, fork).equals("INVALID");
    }
    return invalid;
  }

  private String status(EngineCaller engine, JsonNode payload, OpFork fork)
      throws IOException, InterruptedException {
    ArrayNode params = Json.array().add(payload);
    if (fork.atLeast(OpFork.ECOTONE)) {
      params.add(Json.array()).add(chain.beaconRoot());
    }
    if (fork.atLeast(OpFork.ISTHMUS)) {
      params.add(Json.array());
    }
    String version =
        fork.atLeast(OpFork.ISTHMUS) ? "V4" : fork.atLeast(OpFork.ECOTONE) ? "V3" : "V2";
    JsonNode answer = engine.call("engine_newPayload" + version, params);
    return answer.path("result").path("status").asString(answer.toString());
  }

  private void forkchoice(
      String head, OpFork fork, @org.jspecify.annotations.Nullable ObjectNode attributes)
      throws IOException, InterruptedException {
    for (EngineCaller engine : engines) {
      JsonNode answer = forkchoice(engine, head, fork, attributes);
      if (!answer
          .path("result")
          .path("payloadStatus")
          .path("status")
          .asString("")
          .equals("VALID")) {
        throw new AssertionError("the head is not taken: " + answer);
      }
    }
  }

  private static JsonNode forkchoice(
      EngineCaller engine,
      String head,
      OpFork fork,
      @org.jspecify.annotations.Nullable ObjectNode attributes)
      throws IOException, InterruptedException {
    ObjectNode state = Json.object();
    state.put("headBlockHash", head).put("safeBlockHash", ZERO).put("finalizedBlockHash", ZERO);
    ArrayNode params = Json.array().add(state);
    if (attributes != null) {
      params.add(attributes);
    }
    String version =
        fork.atLeast(OpFork.ECOTONE) ? "V3" : fork.atLeast(OpFork.CANYON) ? "V2" : "V1";
    return engine.call("engine_forkchoiceUpdated" + version, params);
  }

  private static String getVersion(OpFork fork) {
    return fork.atLeast(OpFork.ISTHMUS) ? "V4" : fork.atLeast(OpFork.ECOTONE) ? "V3" : "V2";
  }

  /** Compares receipts as RPC shows them. What only one of both says is counted, not compared. */
  private void sameReceipts(long number) throws IOException, InterruptedException {
    ArrayNode params = Json.array().add("0x" + Long.toHexString(number));
    JsonNode first = engines.get(0).call("eth_getBlockReceipts", params).path("result");
    JsonNode second = engines.get(1).call("eth_getBlockReceipts", params).path("result");
    boolean same = first.size() == second.size() && !first.isEmpty();
    for (int i = 0; same && i < first.size(); i++) {
      Set<String> fields = new TreeSet<>(first.get(i).propertyNames());
      fields.addAll(second.get(i).propertyNames());
      for (String field : fields) {
        JsonNode one = first.get(i).path(field);
        JsonNode other = second.get(i).path(field);
        if (absent(one) != absent(other)) {
          fieldsOfOne.merge(field, 1, Integer::sum);
        } else {
          same &= absent(one) || one.equals(other);
        }
      }
    }
    if (!same) {
      throw new AssertionError("receipts of " + number + "\n" + first + "\n" + second);
    }
    receipts += first.size();
  }

  private static boolean absent(JsonNode value) {
    return value.isNull() || value.isMissingNode();
  }

  /** Asks both and compares: a field of the result, or all of it. */
  private JsonNode same(String method, ArrayNode params, String field)
      throws IOException, InterruptedException {
    JsonNode first = engines.get(0).call(method, params).path("result");
    JsonNode second = engines.get(1).call(method, params).path("result");
    JsonNode a = field.isEmpty() ? first : first.path(field);
    JsonNode b = field.isEmpty() ? second : second.path(field);
    if (a.isMissingNode() || !a.equals(b)) {
      throw new AssertionError(
          method + new String(Json.write(params), StandardCharsets.UTF_8) + "\n" + a + "\n" + b);
    }
    return first;
  }
}
