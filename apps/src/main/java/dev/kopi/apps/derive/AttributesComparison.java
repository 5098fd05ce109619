package dev.kopi.apps.derive;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.driver.DerivedBlockBuilder;
import dev.kopi.core.derivation.pipeline.DerivedAttributes;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.execution.block.Payloads;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.Consolidation;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Executes nothing: returns the recorded block when its attributes equal the derived ones. Other
 * attributes are taken for those of an invalid block, whose replacement must then be as recorded.
 * On L1 branches that were reorganised away nothing was recorded, so a placeholder block is built.
 */
final class AttributesComparison implements DerivedBlockBuilder {
  private final Recording recording;
  private final RollupConfig config;
  private final Map<Long, BlockId> derivedFrom = new TreeMap<>();
  private final Set<Hash> placeholders = new HashSet<>();
  // The hash of the recorded block by the hash of its placeholder.
  private final Map<Hash, Hash> recordedHashes = new HashMap<>();
  private int invalid;
  // The newest difference from the recorded attributes. It is an error unless the recording goes on
  // without the block.
  private @Nullable Difference suspect;

  AttributesComparison(Recording recording) {
    this.recording = recording;
    this.config = recording.config();
  }

  /** How many blocks were compared. */
  int compared() {
    return derivedFrom.size();
  }

  /** How many attributes were taken for those of invalid blocks. */
  int invalid() {
    return invalid;
  }

  /** The difference of the last attributes that were taken for those of an invalid block. */
  @Nullable Difference suspect() {
    return suspect;
  }

  /** Whether a safe head is the recorded one, or a placeholder for it. */
  boolean matches(BlockId expected, BlockId found) {
    if (!placeholders.contains(found.hash())) {
      return expected.equals(found);
    }
    Hash before = recordedHashes.putIfAbsent(found.hash(), expected.hash());
    return expected.number() == found.number()
        && (before == null || before.equals(expected.hash()));
  }

  @Override
  public @Nullable Block build(DerivedAttributes derived) {
    long number = derived.parent().number() + 1;
    RecordedL2Block recorded = recording.l2(number);
    boolean follows =
        recorded != null && recorded.block().header().parentHash().equals(derived.parent().hash());
    Difference difference = null;
    if (recorded != null && follows) {
      difference = compare(derived, recorded.block());
      if (difference == null) {
        derivedFrom.put(number, derived.derivedFrom().id());
        return recorded.block();
      }
    }
    if (recording.isCanonicalL1(derived.derivedFrom().hash())) {
      suspect = difference;
      invalid++;
      return null;
    }
    Block block = placeholder(derived, number);
    if (block != null) {
      placeholders.add(block.hash());
    }
    return block;
  }

  /** Compares from which L1 blocks the blocks were derived in the end. */
  @Nullable Difference compareOrigins() {
    for (Map.Entry<Long, BlockId> entry : derivedFrom.entrySet()) {
      RecordedL2Block expected = recording.l2(entry.getKey());
      Difference difference =
          expected == null
              ? null
              : ChainComparison.field(
                  "L2 block " + entry.getKey(),
                  "derivedFromL1",
                  expected.derivedFrom(),
                  entry.getValue());
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private @Nullable Difference compare(DerivedAttributes derived, Block block) {
    Header header = block.header();
    String where = "L2 block " + block.number();
    PayloadAttributes attributes = derived.attributes();
    List<Bytes> transactions = attributes.transactions();
    Difference difference =
        ChainComparison.compareLists(
            where,
            "transaction",
            ChainComparison.encoded(block.transactions()),
            transactions == null ? List.of() : transactions);
    if (difference != null) {
      return difference;
    }
    Consolidation.Mismatch mismatch =
        Consolidation.compare(
            config,
            attributes,
            derived.parent().hash(),
            Payloads.ofL2(block),
            header.parentBeaconBlockRoot());
    return mismatch == null
        ? null
        : new Difference(where, mismatch.name(), header.toString(), attributes.toString());
  }

  /** A block without the results of execution; null when a transaction is malformed. */
  private @Nullable Block placeholder(DerivedAttributes derived, long number) {
    PayloadAttributes attributes = derived.attributes();
    List<TransactionEnvelope> transactions = new ArrayList<>();
    try {
      for (Bytes encoded : Objects.requireNonNull(attributes.transactions())) {
        transactions.add(TransactionEnvelope.decode(encoded));
      }
    } catch (DecodeException e) {
      return null;
    }
    Header like = recording.genesis().block().header();
    Long gasLimit = attributes.gasLimit();
    Bytes params = attributes.eip1559Params();
    HeaderBuilder header =
        like.toBuilder()
            .parentHash(derived.parent().hash())
            .number(number)
            .timestampSeconds(attributes.timestampSeconds())
            .mixHash(attributes.prevRandao())
            .gasLimit(gasLimit == null ? 0 : gasLimit)
            .extraData(params == null ? Bytes.EMPTY : like.extraData());
    return new Block(header.build(), transactions, List.of(), attributes.withdrawals());
  }
}
