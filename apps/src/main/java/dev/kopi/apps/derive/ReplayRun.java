package dev.kopi.apps.derive;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.GenesisJson;
import dev.kopi.core.chain.Block;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.DerivationEvent;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.Genesis;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L2BlockRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Replays a recording from its first L1 block to its last, and compares on the way. */
public final class ReplayRun {
  private final Recording recording;
  private final UpgradeTransactions upgrades;
  private final BiConsumer<String, L2BlockRef> afterEach;
  private final BiConsumer<String, DerivationEvent> onEvent;
  private final Crypto crypto = NativeCrypto.create();

  /**
   * Of a recording.
   *
   * @param afterEach gets the name of each L1 file and the safe head after it
   * @param onEvent gets what happened on the way
   */
  public ReplayRun(
      Recording recording,
      UpgradeTransactions upgrades,
      BiConsumer<String, L2BlockRef> afterEach,
      BiConsumer<String, DerivationEvent> onEvent) {
    this.recording = recording;
    this.upgrades = upgrades;
    this.afterEach = afterEach;
    this.onEvent = onEvent;
  }

  /**
   * What came out.
   *
   * @param l1Blocks how many L1 blocks were shown
   * @param compared how many L2 blocks were compared
   * @param invalid how many attributes no valid block came of
   * @param outputRoots how many output roots were compared
   * @param safe the safe head at the end
   * @param difference the first difference, or null
   */
  public record Result(
      int l1Blocks,
      int compared,
      int invalid,
      int outputRoots,
      L2BlockRef safe,
      @Nullable Difference difference) {}

  /** Whether a safe head is as recorded. */
  private interface HeadCheck {
    boolean matches(BlockId expected, L2BlockRef found);
  }

  /** Compares attributes and safe heads without executing blocks. */
  public Result attributesOnly() throws IOException {
    List<Difference> differences = new ArrayList<>();
    AttributesComparison builder = new AttributesComparison(recording, differences);
    Replay replay = replay(new L2Chain(), builder);
    HeadCheck check =
        (expected, found) ->
            expected.equals(found.id())
                || (builder.isMadeUp(found.hash()) && expected.number() == found.number());
    int shown = show(replay, check, differences);
    if (differences.isEmpty()) {
      builder.compareOrigins();
    }
    return new Result(
        shown, builder.compared(), builder.invalid(), 0, replay.safe(), first(differences));
  }

  /** Executes blocks, and compares them with the recorded ones. */
  public Result executing() throws IOException {
    Genesis genesis = GenesisJson.read(recording.json("l2-genesis.json"));
    ExecutingBuilder builder = new ExecutingBuilder(genesis, ExecutionResources.of(crypto));
    Map<Long, Long> derivedFrom = new TreeMap<>();
    L2Chain l2 = new L2Chain();
    Replay replay =
        replay(
            l2,
            derived -> {
              Block block = builder.build(derived);
              if (block != null) {
                derivedFrom.put(block.number(), derived.derivedFrom().number());
              }
              return block;
            });
    List<Difference> differences = new ArrayList<>();
    int shown = show(replay, (expected, found) -> expected.equals(found.id()), differences);
    Difference block = firstBlockThatDiffers(l2, derivedFrom, replay.safe().number());
    if (block != null) {
      differences.addFirst(block);
    }
    int roots = differences.isEmpty() ? compareOutputRoots(builder, differences) : 0;
    return new Result(
        shown,
        (int) replay.safe().number(),
        builder.invalid(),
        roots,
        replay.safe(),
        first(differences));
  }

  private static @Nullable Difference first(List<Difference> differences) {
    return differences.isEmpty() ? null : differences.getFirst();
  }

  private Replay replay(L2Chain l2, BlockBuilder builder) {
    return new Replay(
        recording, l2, builder, upgrades, crypto.secp256k1(), BrotliDictionary.load());
  }

  private int show(Replay replay, HeadCheck check, List<Difference> differences)
      throws IOException {
    int shown = 0;
    for (String file : recording.order()) {
      replay.show(recording.l1(file));
      shown++;
      replay.takeEvents().forEach(event -> onEvent.accept(file, event));
      afterEach.accept(file, replay.safe());
      BlockId expected = recording.safe().get(file);
      if (differences.isEmpty() && expected != null && !check.matches(expected, replay.safe())) {
        differences.add(
            new Difference(
                "L1 file " + file,
                "safe head",
                expected.toString(),
                replay.safe().id().toString()));
      }
      if (!differences.isEmpty()) {
        return shown;
      }
    }
    if (!recording.finalSafe().equals(replay.safe().id())) {
      differences.add(
          new Difference(
              "the end",
              "safe head",
              recording.finalSafe().toString(),
              replay.safe().id().toString()));
    }
    return shown;
  }

  private @Nullable Difference firstBlockThatDiffers(
      L2Chain l2, Map<Long, Long> derivedFrom, long last) {
    for (int number = 1; number <= last && number < recording.l2().size(); number++) {
      Recording.L2 expected = recording.l2().get(number);
      Block found = l2.blockByNumber(number);
      if (found == null) {
        return new Difference("L2 block " + number, "block", "one", "none");
      }
      Difference difference = ChainComparison.compare(expected.block(), found);
      if (difference != null) {
        return difference;
      }
      Long origin = derivedFrom.get((long) number);
      if (last == recording.finalSafe().number()
          && (origin == null || origin != expected.derivedFrom())) {
        return new Difference(
            "L2 block " + number,
            "derivedFromL1",
            Long.toString(expected.derivedFrom()),
            String.valueOf(origin));
      }
    }
    return null;
  }

  private int compareOutputRoots(ExecutingBuilder builder, List<Difference> differences) {
    int compared = 0;
    for (Map.Entry<Long, Hash> entry : new TreeMap<>(recording.outputRoots()).entrySet()) {
      Block block = recording.l2().get(entry.getKey().intValue()).block();
      Hash found = builder.outputRoot(block.hash()).hash();
      compared++;
      if (!found.equals(entry.getValue())) {
        differences.add(
            new Difference(
                "L2 block " + entry.getKey(),
                "output root",
                entry.getValue().toHex(),
                found.toHex()));
        return compared;
      }
    }
    return compared;
  }
}
