package dev.kopi.apps.dashboard;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.contracts.dispute.BatchReader;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.http.HttpResponse;
import dev.kopi.core.derivation.attributes.L1BlockInfo;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.challenger.EthDisputeChain;
import dev.kopi.services.lifecycle.Work;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gathers a snapshot of both chains each second while somebody looks. A part that does not answer
 * is named in the snapshot, and the others go on.
 */
final class Gatherer implements Work {
  private static final long PERIOD_MILLIS = 1000;
  private static final int L1_BLOCKS = 32;
  private static final int L2_BLOCKS = 64;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final RpcClient l1;
  private final RpcClient l2;
  private final RpcClient node;
  private final @Nullable HttpEndpoint vitals;
  private final @Nullable BlobSource blobs;
  private final Snapshots snapshots;
  private @Nullable Books books;

  /** What needs the rollup's configuration. */
  private record Books(
      RollupConfig config,
      Address factory,
      RecentBlocks l1,
      RecentBlocks l2,
      BatchBook batches,
      BridgeBook bridge,
      GameBoard games) {}

  Gatherer(
      RpcClient l1,
      RpcClient l2,
      RpcClient node,
      @Nullable HttpEndpoint vitals,
      @Nullable BlobSource blobs,
      Snapshots snapshots) {
    this.l1 = l1;
    this.l2 = l2;
    this.node = node;
    this.vitals = vitals;
    this.blobs = blobs;
    this.snapshots = snapshots;
  }

  @Override
  public long run(long nowMillis) {
    if (!snapshots.isWatched()) {
      return NEVER;
    }
    ObjectNode out = Json.object().put("at", nowMillis);
    ArrayNode problems = out.putArray("problems");
    part("the rollup node", problems, out, this::heads);
    part("L1 or the rollup node", problems, out, this::chain);
    Books ready = books;
    if (ready != null) {
      part("L1", problems, out, to -> l1(ready, to));
      part("L2", problems, out, to -> l2(ready, to));
      part("the bridge", problems, out, to -> bridge(ready, to));
      part("the dispute games", problems, out, to -> to.set("games", ready.games().read()));
    }
    part(
        "the transaction pool", problems, out, to -> to.set("pool", optional(l2, "txpool_status")));
    part("the peers", problems, out, to -> to.set("peers", optional(node, "opp2p_peerStats")));
    part("the vitals", problems, out, this::vitals);
    snapshots.publish(out);
    return nowMillis + PERIOD_MILLIS;
  }

  private static void part(
      String name, ArrayNode problems, ObjectNode out, Consumer<ObjectNode> work) {
    try {
      work.accept(out);
    } catch (RpcException | RpcTransportException | DecodeException e) {
      problems.add(name + ": " + e.getMessage());
    }
  }

  /** Null where a node does not serve a method. */
  private static @Nullable JsonNode optional(RpcClient rpc, String method) {
    try {
      return rpc.call(method);
    } catch (RpcException e) {
      return null;
    }
  }

  private void heads(ObjectNode out) {
    out.set("sync", node.call("optimism_syncStatus"));
  }

  private void chain(ObjectNode out) {
    Books ready = books;
    if (ready == null) {
      ready = open();
      books = ready;
    }
    RollupConfig config = ready.config();
    out.set(
        "chain",
        Json.object()
            .put("l1ChainId", config.l1ChainId().toString())
            .put("l2ChainId", config.l2ChainId().toString())
            .put("blockTime", config.blockTimeSeconds())
            .put("inbox", config.batchInbox().toHex())
            .put("portal", config.depositContract().toHex())
            .put("factory", ready.factory().toHex())
            .put("batcher", config.genesisSystemConfig().batcher().toHex()));
  }

  private Books open() {
    RollupConfig config = RollupJson.read(node.call("optimism_rollupConfig"));
    Address factory =
        new BatchReader(l1)
            .read(EthClient.LATEST, config.depositContract(), "disputeGameFactory()")
            .address(0);
    return new Books(
        config,
        factory,
        new RecentBlocks(l1, L1_BLOCKS, block -> l1Summary(config, block)),
        new RecentBlocks(l2, L2_BLOCKS, block -> l2Summary(config, block)),
        new BatchBook(config, blobs, BrotliDictionary.load()),
        new BridgeBook(l1, l2, config.depositContract()),
        new GameBoard(new EthDisputeChain(l1, factory)));
  }

  private static ObjectNode l1Summary(RollupConfig config, JsonNode block) {
    ObjectNode out = Json.object();
    ArrayNode batches = out.putArray("batches");
    String inbox = config.batchInbox().toHex();
    for (JsonNode transaction : block.path("transactions")) {
      if (inbox.equalsIgnoreCase(transaction.path("to").asString(""))) {
        batches.add(transaction.path("hash"));
      }
    }
    return out.put("blobGas", block.path("blobGasUsed").asString("0x0"));
  }

  private static ObjectNode l2Summary(RollupConfig config, JsonNode block) {
    JsonNode first = block.path("transactions").path(0);
    if (!first.isObject()) {
      return Json.object().put("origin", config.genesisL1().number()).put("sequence", 0);
    }
    L1BlockInfo info =
        L1BlockInfo.decode(
            config, JsonFields.quantity(block, "timestamp"), JsonFields.bytes(first, "input"));
    ObjectNode out = Json.object();
    ArrayNode users = out.putArray("user");
    for (JsonNode transaction : block.path("transactions")) {
      if (!transaction.path("type").asString("").equals("0x7e") && users.size() < 8) {
        users.add(transaction.path("hash"));
      }
    }
    return out.put("origin", info.l1Origin().number()).put("sequence", info.sequenceNumber());
  }

  private static void l1(Books books, ObjectNode out) {
    List<JsonNode> added = books.l1().follow();
    added.forEach(books.batches()::read);
    out.set("l1", books.l1().toJson());
    books.batches().writeTo(out);
  }

  private static void l2(Books books, ObjectNode out) {
    books.l2().follow();
    out.set("l2", books.l2().toJson());
  }

  private static void bridge(Books books, ObjectNode out) {
    ObjectNode one = books.l1().newest();
    ObjectNode two = books.l2().newest();
    if (one != null && two != null) {
      books.bridge().read(one.path("number").asLong(), two.path("number").asLong());
    }
    books.bridge().writeTo(out);
  }

  private void vitals(ObjectNode out) {
    HttpEndpoint devnet = vitals;
    if (devnet == null) {
      return;
    }
    HttpResponse answer = devnet.get("/devnet", Map.of(), TIMEOUT);
    if (answer.status() == 200) {
      out.set("vitals", Json.parse(answer.body().toArray()));
    }
  }
}
