package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.event.DerivationEvent.DepositsOnly;
import dev.kopi.core.derivation.event.DerivationEvents;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The seventh stage: batches to payload attributes.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/derivation.html#payload-attributes-derivation">Payload
 *     attributes derivation</a>
 */
final class AttributesQueue {
  private final RollupConfig config;
  private final AttributesBuilder builder;
  private final DerivationEvents events;
  private final L1Traversal traversal;
  private BatchSteps previous;
  // Kept until the attributes are built: sources may not answer.
  private BatchSteps.@Nullable Next batch;
  private @Nullable DerivedAttributes last;

  AttributesQueue(
      RollupConfig config,
      AttributesBuilder builder,
      L1Traversal traversal,
      BatchSteps previous,
      DerivationEvents events) {
    this.config = config;
    this.builder = builder;
    this.traversal = traversal;
    this.previous = previous;
    this.events = events;
  }

  /** Replaces the batch stage, at a fork. */
  void readFrom(BatchSteps stage) {
    previous = stage;
  }

  Pulled<DerivedAttributes> next(L2BlockRef parent) {
    BatchSteps.Next waiting = batch;
    if (waiting == null) {
      switch (previous.next(parent)) {
        case Pulled.Item<BatchSteps.Next>(BatchSteps.Next found) -> waiting = found;
        case Pulled.Again<BatchSteps.Next> again -> {
          return new Pulled.Again<>();
        }
        case Pulled.Exhausted<BatchSteps.Next> exhausted -> {
          return new Pulled.Exhausted<>();
        }
      }
      batch = waiting;
    }
    DerivedAttributes derived =
        new DerivedAttributes(
            attributes(waiting.batch(), parent), parent, waiting.concluding(), traversal.origin());
    batch = null;
    last = derived;
    return new Pulled.Item<>(derived);
  }

  private PayloadAttributes attributes(SingularBatch derived, L2BlockRef parent) {
    long expected = parent.timestampSeconds() + config.blockTimeSeconds();
    if (!derived.parentHash().equals(parent.hash()) || derived.timestampSeconds() != expected) {
      throw new ResetException(
          "the batch at " + derived.timestampSeconds() + " does not follow " + parent.id());
    }
    PayloadAttributes prepared = builder.prepare(parent, derived.epoch());
    List<Bytes> transactions = new ArrayList<>();
    List<Bytes> deposits = prepared.transactions();
    if (deposits != null) {
      transactions.addAll(deposits);
    }
    transactions.addAll(derived.transactions());
    return new PayloadAttributes(
        prepared.timestampSeconds(),
        prepared.prevRandao(),
        prepared.suggestedFeeRecipient(),
        prepared.withdrawals(),
        prepared.parentBeaconBlockRoot(),
        transactions,
        true,
        prepared.gasLimit(),
        prepared.eip1559Params(),
        prepared.minBaseFee());
  }

  /**
   * "If the engine returns an INVALID status for a regularly derived payload, the payload is
   * replaced by a payload with the same fields, except for the transaction_list, which is trimmed
   * to include only its deposit transactions." The rest of the channel is dropped.
   *
   * @see <a
   *     href="https://specs.optimism.io/protocol/holocene/derivation.html#engine-queue">Holocene:
   *     engine queue</a>
   */
  DerivedAttributes depositsOnly(BlockId parent, L1BlockRef derivedFrom) {
    DerivedAttributes invalid = last;
    if (batch != null
        || invalid == null
        || !invalid.derivedFrom().equals(derivedFrom)
        || !invalid.parent().id().equals(parent)) {
      throw new IllegalStateException("the last attributes do not build on " + parent);
    }
    previous.flush();
    DerivedAttributes reduced = invalid.depositsOnly();
    events.add(new DepositsOnly(parent.hash(), reduced.attributes().timestampSeconds()));
    last = reduced;
    return reduced;
  }
}
