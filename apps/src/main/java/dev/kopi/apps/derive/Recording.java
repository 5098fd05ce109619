package dev.kopi.apps.derive;

import dev.kopi.adapters.json.ChainConfigJson;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.RollupJson;
import dev.kopi.core.chain.Block;
import dev.kopi.core.chain.ChainSpec;
import dev.kopi.core.chain.Header;
import dev.kopi.core.chain.HeaderCodec;
import dev.kopi.core.chain.TransactionEnvelope;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A recorded rollup chain: configuration, L1 blocks in the order in which a node saw them, the L2
 * blocks that came of them, and the safe head after each L1 block.
 */
public final class Recording implements AutoCloseable {
  /**
   * An L2 block as it was recorded.
   *
   * @param block the block
   * @param derivedFrom the number of the L1 block that it was derived from
   */
  record L2(Block block, long derivedFrom) {}

  private final RecordedFiles files;
  private final RollupConfig config;
  private final ChainSpec l1Spec;
  private final List<L2> l2 = new ArrayList<>();
  private final List<String> order = new ArrayList<>();
  private final Map<String, BlockId> safe = new HashMap<>();
  private final Map<Long, Hash> outputRoots = new HashMap<>();
  private final Set<Hash> canonicalL1 = new HashSet<>();
  private final BlockId finalSafe;

  /** Opens a zip or a folder. */
  public Recording(Path path) throws IOException {
    files = new RecordedFiles(path);
    config = RollupJson.read(files.json("rollup.json"));
    l1Spec = ChainConfigJson.read(files.json("l1-chain-config.json"));
    for (String file : files.list("l2")) {
      l2.add(readL2(files.json(file)));
    }
    JsonNode expected = files.json("expected.json");
    JsonFields.list(expected, "l1Order", n -> order.add(JsonFields.text(n, "l1Order")));
    for (JsonNode entry : JsonFields.list(expected, "safe", n -> n)) {
      String file = JsonFields.text(JsonFields.required(entry, "l1File"), "l1File");
      safe.put(file, blockId(JsonFields.required(entry, "safeL2")));
    }
    JsonFields.required(expected, "outputRoots")
        .properties()
        .forEach(entry ->
            outputRoots.put(
                Long.valueOf(entry.getKey()), JsonFields.asHash(entry.getValue(), "root")));
    finalSafe = blockId(JsonFields.required(expected, "finalSafe"));
    findCanonicalL1();
  }

  /** The last block that was seen and its ancestors. */
  private void findCanonicalL1() throws IOException {
    Map<Hash, Hash> parents = new HashMap<>();
    Hash last = Hash.ZERO;
    for (String file : order) {
      JsonNode json = files.json("l1/" + file);
      last = JsonFields.hash(json, "hash");
      parents.put(last, HeaderCodec.decode(JsonFields.bytes(json, "headerRlp")).parentHash());
    }
    for (Hash at = last; at != null; at = parents.get(at)) {
      canonicalL1.add(at);
    }
  }

  /** Whether an L1 block is part of the chain at the end of the recording. */
  boolean isCanonicalL1(Hash hash) {
    return canonicalL1.contains(hash);
  }

  private L2 readL2(JsonNode json) {
    Header header = HeaderCodec.decode(JsonFields.bytes(json, "headerRlp"));
    List<TransactionEnvelope> transactions =
        JsonFields.list(
            json,
            "transactions",
            tx -> TransactionEnvelope.decode(JsonFields.asBytes(tx, "transaction")));
    boolean withdrawals = header.withdrawalsRoot() != null;
    return new L2(
        new Block(header, transactions, List.of(), withdrawals ? List.of() : null),
        JsonFields.number(json, "derivedFromL1"));
  }

  private static BlockId blockId(JsonNode json) {
    return new BlockId(JsonFields.hash(json, "hash"), JsonFields.number(json, "number"));
  }

  RollupConfig config() {
    return config;
  }

  /** The rules of L1. */
  ChainSpec l1Spec() {
    return l1Spec;
  }

  /** The final safe chain, from genesis on. */
  List<L2> l2() {
    return l2;
  }

  /** The names of the L1 files, in the order in which the node saw the blocks. */
  List<String> order() {
    return order;
  }

  RecordedL1Block l1(String file) throws IOException {
    return RecordedL1Block.read(files.json("l1/" + file));
  }

  /** The safe head after an L1 file; for the first one none is recorded. */
  Map<String, BlockId> safe() {
    return safe;
  }

  /** Output roots by L2 block number. */
  Map<Long, Hash> outputRoots() {
    return outputRoots;
  }

  BlockId finalSafe() {
    return finalSafe;
  }

  /** A file of the recording as JSON. */
  JsonNode json(String name) throws IOException {
    return files.json(name);
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
