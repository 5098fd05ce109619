package dev.kopi.apps.derive;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.genesis.ChainConfigJson;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A recorded rollup chain: configuration, L1 blocks in the order in which a node saw them, the L2
 * blocks that came of them, and the safe head after each L1 block.
 *
 * <p>What is read is checked as it is read: a recording that is damaged, or whose files do not
 * belong together, answers with a {@link DecodeException} that names the file.
 */
public final class Recording implements AutoCloseable {
  private final RecordedFiles files;
  private final RollupConfig config;
  private final ChainSpec l1Spec;
  private final List<RecordedL2Block> l2 = new ArrayList<>();
  private final List<String> order = new ArrayList<>();
  private final Map<String, BlockId> safe = new HashMap<>();
  private final Map<Long, Hash> outputRoots = new TreeMap<>();
  private final Set<Hash> canonicalL1 = new HashSet<>();
  private final BlockId finalSafe;

  /** Opens a zip or a folder. */
  public Recording(Path path) throws IOException {
    files = new RecordedFiles(path);
    try {
      config = files.read("rollup.json", Recording::readConfig);
      l1Spec = files.read("l1-chain-config.json", ChainConfigJson::read);
      for (String file : files.list("l2")) {
        l2.add(files.read(file, RecordedL2Block::read));
      }
      l2.sort(Comparator.comparingLong(block -> block.block().number()));
      checkL2();
      finalSafe = files.read("expected.json", this::readExpected);
      findCanonicalL1();
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /** Recordings without the key were made by nodes that kept Karst's upgrade gas. */
  private static RollupConfig readConfig(JsonNode json) {
    RollupConfig config = RollupJson.read(json);
    if (config.altDa() != null) {
      throw new DecodeException("batches lie outside of L1 (alt_da), where no recording has them");
    }
    boolean keeps = JsonFields.optional(json, RollupJson.KEEP_UPGRADE_GAS) == null;
    return keeps ? config.withKeepKarstUpgradeGas(true) : config;
  }

  private void checkL2() {
    long number = config.genesisL2().number();
    for (RecordedL2Block block : l2) {
      if (block.block().number() != number++) {
        throw new DecodeException("l2/: there is no block " + (number - 1));
      }
    }
    if (l2.isEmpty()) {
      throw new DecodeException("l2/: there is no block");
    }
  }

  /** Reads what was recorded about the way; answers the safe head at the end. */
  private BlockId readExpected(JsonNode expected) {
    JsonFields.list(expected, "l1Order", n -> order.add(JsonFields.text(n, "l1Order")));
    for (JsonNode entry : JsonFields.list(expected, "safe", n -> n)) {
      String file = JsonFields.text(JsonFields.required(entry, "l1File"), "l1File");
      safe.put(file, RecordedL2Block.blockId(JsonFields.required(entry, "safeL2")));
    }
    for (Map.Entry<String, JsonNode> entry :
        JsonFields.required(expected, "outputRoots").properties()) {
      long number;
      try {
        number = Long.parseLong(entry.getKey());
      } catch (NumberFormatException e) {
        throw new DecodeException("outputRoots: '" + entry.getKey() + "' is no block number");
      }
      outputRoots.put(number, JsonFields.asHash(entry.getValue(), "outputRoots"));
    }
    return RecordedL2Block.blockId(JsonFields.required(expected, "finalSafe"));
  }

  /** The last block that was seen and its ancestors; all blocks must have theirs before them. */
  private void findCanonicalL1() throws IOException {
    Map<Hash, Hash> parents = new HashMap<>();
    Hash last = config.genesisL1().hash();
    for (String file : order) {
      Header header = files.read("l1/" + file, RecordedL1Block::header);
      last = header.hash();
      boolean first = parents.isEmpty();
      if (!first && !parents.containsKey(header.parentHash())) {
        throw new DecodeException("l1/" + file + ": its parent does not come before it");
      }
      parents.put(last, header.parentHash());
    }
    if (!parents.containsKey(config.genesisL1().hash())) {
      throw new DecodeException("l1/: L1 block " + config.genesisL1() + " is not there");
    }
    for (Hash at = last; at != null; at = parents.get(at)) {
      canonicalL1.add(at);
    }
  }

  /** Whether an L1 block is part of the chain at the end of the recording. */
  boolean isCanonicalL1(Hash hash) {
    return canonicalL1.contains(hash);
  }

  RollupConfig config() {
    return config;
  }

  /** The rules of L1. */
  ChainSpec l1Spec() {
    return l1Spec;
  }

  /** The block that the chain starts with. */
  RecordedL2Block genesis() {
    return l2.getFirst();
  }

  /** A block of the final safe chain, or null when it is not that long. */
  @Nullable RecordedL2Block l2(long number) {
    long index = number - config.genesisL2().number();
    return index < 0 || index >= l2.size() ? null : l2.get((int) index);
  }

  /** The number of the last recorded L2 block. */
  long lastL2() {
    return l2.getLast().block().number();
  }

  /** The names of the L1 files, in the order in which the node saw the blocks. */
  List<String> order() {
    return order;
  }

  RecordedL1Block l1(String file) throws IOException {
    return files.read("l1/" + file, RecordedL1Block::read);
  }

  /** The safe head after an L1 file; null where none is recorded. */
  @Nullable BlockId safe(String file) {
    return safe.get(file);
  }

  /** Output roots by L2 block number, in order. */
  Map<Long, Hash> outputRoots() {
    return outputRoots;
  }

  BlockId finalSafe() {
    return finalSafe;
  }

  /** The state that the L2 chain starts with. */
  Genesis l2Genesis() throws IOException {
    return files.read("l2-genesis.json", GenesisJson::read);
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
