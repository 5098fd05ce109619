package dev.kopi.services.engine.payload;

import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.PayloadEnvelope.BlobsBundle;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.pool.condition.TransactionCondition;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The source of pool transactions for the payload builder. Used by the builder's thread. */
public interface TransactionSource {
  /** An empty source. */
  TransactionSource EMPTY =
      new TransactionSource() {
        @Override
        public long version() {
          return 0;
        }

        @Override
        public Selection select(StateView parent, UInt256 baseFee, UInt256 blobBaseFee) {
          return new Selection() {
            @Override
            public @Nullable Candidate next() {
              return null;
            }

            @Override
            public void reject(Candidate candidate, InvalidTransaction reason) {}

            @Override
            public void rejectCondition(Candidate candidate) {}

            @Override
            public void skipSender(Candidate candidate) {}
          };
        }

        @Override
        public BlobsBundle blobs(List<TransactionEnvelope> transactions, Rules rules) {
          return BlobsBundle.EMPTY;
        }
      };

  /** Changes whenever the transactions that may be included change. */
  long version();

  /**
   * The transactions that may be included in a block, the best first. Each sender's start with its
   * nonce in the parent's state.
   *
   * @param parent the state after the block's parent
   */
  Selection select(StateView parent, UInt256 baseFee, UInt256 blobBaseFee);

  /**
   * The sidecars of a block's blob transactions.
   *
   * @param rules the block's rules: one proof per blob before Osaka, one per cell since
   */
  BlobsBundle blobs(List<TransactionEnvelope> transactions, Rules rules);

  /**
   * A candidate for inclusion.
   *
   * @param dataSize the estimated size in a compressed batch, in bytes
   * @param condition what the block must meet, or null
   */
  record Candidate(
      TransactionEnvelope transaction,
      Address sender,
      long dataSize,
      @Nullable TransactionCondition condition) {}

  /** One iteration over the pool. */
  interface Selection {
    /** The best remaining candidate, or null. Those of one sender come in nonce order. */
    @Nullable Candidate next();

    /** The candidate is invalid in this block: skips the later ones of its sender. */
    void reject(Candidate candidate, InvalidTransaction reason);

    /** The candidate's condition fails: drops it, and skips the later ones of its sender. */
    void rejectCondition(Candidate candidate);

    /** The candidate does not fit into this block: skips the later ones of its sender. */
    void skipSender(Candidate candidate);
  }
}
