package dev.kopi.apps.derive;

import dev.kopi.core.chain.Block;
import dev.kopi.core.chain.Header;
import dev.kopi.core.chain.HeaderBuilder;
import dev.kopi.core.chain.TransactionEnvelope;
import dev.kopi.core.derivation.DerivedAttributes;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.Consolidation;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Executes nothing: takes the recorded block when the attributes are the ones that it was built
 * from. Other attributes stand for a block that turned out to be invalid; what takes its place must
 * then be as recorded. On branches that L1 left nothing was recorded, so a block is made up.
 */
final class AttributesComparison implements BlockBuilder {
  private static final UInt256 UNKNOWN = UInt256.ZERO;

  private final Recording recording;
  private final RollupConfig config;
  private final List<Difference> differences;
  private final Map<Long, Long> derivedFrom = new TreeMap<>();
  private int invalid;
  private final Set<Hash> madeUp = new HashSet<>();

  AttributesComparison(Recording recording, List<Difference> differences) {
    this.recording = recording;
    this.config = recording.config();
    this.differences = differences;
  }

  /** How many blocks were compared. */
  int compared() {
    return derivedFrom.size();
  }

  /** How many attributes stood for invalid blocks. */
  int invalid() {
    return invalid;
  }

  /** How many blocks were made up. */
  int madeUp() {
    return madeUp.size();
  }

  /** Whether a block was made up, so that its hash means nothing. */
  boolean isMadeUp(Hash hash) {
    return madeUp.contains(hash);
  }

  @Override
  public @Nullable Block build(DerivedAttributes derived) {
    long number = derived.parent().number() + 1;
    Recording.L2 recorded =
        number < recording.l2().size() ? recording.l2().get((int) number) : null;
    boolean stays = recording.isCanonicalL1(derived.derivedFrom().hash());
    String where = "L2 block " + number;
    if (recorded != null
        && recorded.block().header().parentHash().equals(derived.parent().hash())) {
      Consolidation.Mismatch mismatch = compare(derived, recorded.block());
      if (mismatch == null) {
        derivedFrom.put(number, derived.derivedFrom().number());
        return recorded.block();
      }
      if (stays && derived.equals(derived.depositsOnly())) {
        differences.add(
            new Difference(where, mismatch.name(), "as recorded", derived.attributes().toString()));
        return recorded.block();
      }
    } else if (stays) {
      differences.add(
          new Difference(where, "parent", "a recorded block", derived.parent().toString()));
    }
    if (stays) {
      invalid++;
      return null;
    }
    Block block = makeUp(derived, number);
    if (block != null) {
      madeUp.add(block.hash());
    }
    return block;
  }

  /** Compares from which L1 blocks the blocks were derived in the end. */
  void compareOrigins() {
    derivedFrom.forEach((number, found) -> {
      long expected = recording.l2().get(number.intValue()).derivedFrom();
      if (expected != found) {
        differences.add(
            new Difference(
                "L2 block " + number,
                "derivedFromL1",
                Long.toString(expected),
                Long.toString(found)));
      }
    });
  }

  private Consolidation.@Nullable Mismatch compare(DerivedAttributes derived, Block block) {
    Header header = block.header();
    return Consolidation.compare(
        config,
        derived.attributes(),
        derived.parent().hash(),
        payload(block),
        header.parentBeaconBlockRoot());
  }

  private static ExecutionPayload payload(Block block) {
    Header header = block.header();
    UInt256 baseFee = header.baseFeePerGas();
    return new ExecutionPayload(
        header.parentHash(),
        header.beneficiary(),
        header.stateRoot(),
        header.receiptsRoot(),
        header.logsBloom(),
        header.mixHash(),
        header.number(),
        header.gasLimit(),
        header.gasUsed(),
        header.timestampSeconds(),
        header.extraData(),
        baseFee == null ? UNKNOWN : baseFee,
        block.hash(),
        block.transactions().stream().map(TransactionEnvelope::encoded).toList(),
        block.withdrawals(),
        header.blobGasUsed(),
        header.excessBlobGas(),
        header.withdrawalsRoot());
  }

  /** A block that has everything but what execution would tell; null when a transaction is none. */
  private @Nullable Block makeUp(DerivedAttributes derived, long number) {
    PayloadAttributes attributes = derived.attributes();
    List<TransactionEnvelope> transactions = new ArrayList<>();
    try {
      for (Bytes encoded : Objects.requireNonNull(attributes.transactions())) {
        transactions.add(TransactionEnvelope.decode(encoded));
      }
    } catch (DecodeException e) {
      return null;
    }
    Header like = recording.l2().getFirst().block().header();
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
