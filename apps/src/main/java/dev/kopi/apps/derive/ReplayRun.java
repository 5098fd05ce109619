package dev.kopi.apps.derive;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.DerivationException;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.driver.DerivedBlockBuilder;
import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Replays a recording from its first L1 block to its last, and compares on the way. */
public final class ReplayRun {
  private final Recording recording;
  private final UpgradeTransactions upgrades;
  private final Consumer<After> afterEach;
  private final BiConsumer<String, DerivationEvent> onEvent;
  private final Crypto crypto = NativeCrypto.create();

  /**
   * Of a recording.
   *
   * @param afterEach called after each L1 file
   * @param onEvent receives the events of derivation
   */
  public ReplayRun(
      Recording recording,
      UpgradeTransactions upgrades,
      Consumer<After> afterEach,
      BiConsumer<String, DerivationEvent> onEvent) {
    this.recording = recording;
    this.upgrades = upgrades;
    this.afterEach = afterEach;
    this.onEvent = onEvent;
  }

  /**
   * The progress after an L1 file.
   *
   * @param file its name
   * @param l1Block the block in it
   * @param safe the safe head after it
   */
  public record After(String file, L1BlockRef l1Block, L2BlockRef safe) {}

  /**
   * The outcome of a replay.
   *
   * @param l1Blocks how many L1 blocks were shown
   * @param compared how many L2 blocks were compared
   * @param invalid how many attributes made no valid block
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

  /** Compares attributes and safe heads without executing blocks. */
  public Result attributesOnly() throws IOException {
    AttributesComparison builder = new AttributesComparison(recording);
    DerivationReplay replay = replay(new L2Chain(), builder);
    Shown shown = show(replay, builder::matches, found -> builder.suspect());
    Difference difference = shown.difference();
    if (difference == null) {
      difference = builder.compareOrigins();
    }
    return new Result(
        shown.l1Blocks(), builder.compared(), builder.invalid(), 0, replay.safe(), difference);
  }

  /** Executes blocks, and compares them with the recorded ones. */
  public Result executing() throws IOException {
    ExecutingBuilder builder =
        new ExecutingBuilder(recording.l2Genesis(), ExecutionResources.of(crypto));
    Map<Long, BlockId> derivedFrom = new TreeMap<>();
    L2Chain l2 = new L2Chain();
    DerivationReplay replay =
        replay(
            l2,
            derived -> {
              Block block = builder.build(derived);
              if (block != null) {
                derivedFrom.put(block.number(), derived.derivedFrom().id());
              }
              return block;
            });
    Shown shown =
        show(replay, BlockId::equals, found -> firstBlockThatDiffers(l2, builder, found.number()));
    Difference difference = shown.difference();
    if (difference == null) {
      difference = firstBlockThatDiffers(l2, builder, replay.safe().number());
    }
    if (difference == null) {
      difference = compareOrigins(derivedFrom);
    }
    int roots = 0;
    for (Map.Entry<Long, Hash> entry : recording.outputRoots().entrySet()) {
      if (difference == null) {
        difference = compareOutputRoot(l2, builder, entry.getKey(), entry.getValue());
        roots++;
      }
    }
    return new Result(
        shown.l1Blocks(),
        (int) (replay.safe().number() - recording.genesis().block().number()),
        builder.invalid(),
        roots,
        replay.safe(),
        difference);
  }

  private DerivationReplay replay(L2Chain l2, DerivedBlockBuilder builder) {
    return new DerivationReplay(
        recording,
        new RecordedL1(RecordedL1.BlobOrder.RECORDER),
        l2,
        builder,
        upgrades,
        crypto.secp256k1(),
        BrotliDictionary.load());
  }

  /** How many L1 blocks were shown, and the first difference in what came of them. */
  private record Shown(int l1Blocks, @Nullable Difference difference) {}

  /**
   * Shows all L1 blocks, up to the first one after which the safe head is not as recorded.
   *
   * @param matches whether a safe head is the recorded one
   * @param cause finds the block that made a safe head another one than the recorded; null when
   *     there is none to be found
   */
  private Shown show(
      DerivationReplay replay,
      BiPredicate<BlockId, BlockId> matches,
      Function<BlockId, @Nullable Difference> cause)
      throws IOException {
    int shown = 0;
    for (String file : recording.order()) {
      RecordedL1Block block = recording.l1(file);
      try {
        replay.show(block);
      } catch (DerivationException e) {
        Difference culprit = cause.apply(replay.safe().id());
        return new Shown(
            shown,
            culprit != null
                ? culprit
                : new Difference(
                    "L1 file " + file, "derivation", "to go on", String.valueOf(e.getMessage())));
      }
      shown++;
      replay.takeEvents().forEach(event -> onEvent.accept(file, event));
      afterEach.accept(new After(file, block.ref(), replay.safe()));
      BlockId expected = recording.safe(file);
      BlockId found = replay.safe().id();
      if (expected != null && !matches.test(expected, found)) {
        return new Shown(shown, explain("L1 file " + file, expected, found, cause));
      }
    }
    BlockId end = recording.finalSafe();
    BlockId found = replay.safe().id();
    return new Shown(shown, end.equals(found) ? null : explain("finalSafe", end, found, cause));
  }

  /** The block that is to blame when the recording has it, else the safe head itself. */
  private Difference explain(
      String where,
      BlockId expected,
      BlockId found,
      Function<BlockId, @Nullable Difference> cause) {
    RecordedL2Block recorded = recording.l2(expected.number());
    boolean ofTheFinalChain = recorded != null && recorded.hash().equals(expected.hash());
    Difference block = ofTheFinalChain ? cause.apply(found) : null;
    if (block != null) {
      return block;
    }
    String safe = where + ": safe L2 block";
    return expected.number() == found.number()
        ? new Difference(
            safe + " " + found.number(), "hash", expected.hash().toHex(), found.hash().toHex())
        : new Difference(
            safe, "number", Long.toString(expected.number()), Long.toString(found.number()));
  }

  private @Nullable Difference firstBlockThatDiffers(
      L2Chain l2, ExecutingBuilder builder, long last) {
    long first = recording.genesis().block().number() + 1;
    for (long number = first; number <= Math.min(last, recording.lastL2()); number++) {
      RecordedL2Block expected = recording.l2(number);
      Block found = l2.blockByNumber(number);
      if (expected != null && found != null) {
        Difference difference =
            ChainComparison.compare(
                recording.config(), expected, found, builder.receipts(found.hash()));
        if (difference != null) {
          return difference;
        }
      }
    }
    return null;
  }

  private @Nullable Difference compareOrigins(Map<Long, BlockId> derivedFrom) {
    for (Map.Entry<Long, BlockId> entry : derivedFrom.entrySet()) {
      RecordedL2Block expected = recording.l2(entry.getKey());
      if (expected != null && !expected.derivedFrom().equals(entry.getValue())) {
        return new Difference(
            "L2 block " + entry.getKey(),
            "derivedFromL1",
            expected.derivedFrom().toString(),
            entry.getValue().toString());
      }
    }
    return null;
  }

  private static @Nullable Difference compareOutputRoot(
      L2Chain l2, ExecutingBuilder builder, long number, Hash expected) {
    Block block = l2.blockByNumber(number);
    return ChainComparison.field(
        "L2 block " + number,
        "output root",
        expected,
        block == null ? null : builder.outputRoot(block.hash()).hash());
  }
}
