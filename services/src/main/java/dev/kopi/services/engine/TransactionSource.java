package dev.kopi.services.engine;

import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.PayloadEnvelope.BlobsBundle;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the payload builder takes users' transactions from: the pool. Used by the builder's thread.
 */
public interface TransactionSource {
  /** Holds nothing. */
  TransactionSource EMPTY =
      new TransactionSource() {
        @Override
        public long version() {
          return 0;
        }

        @Override
        public Selection select(UInt256 baseFee, UInt256 blobBaseFee) {
          return new Selection() {
            @Override
            public @Nullable Candidate next() {
              return null;
            }

            @Override
            public void reject(Candidate candidate, InvalidTransaction reason) {}

            @Override
            public void skipSender(Candidate candidate) {}
          };
        }

        @Override
        public BlobsBundle blobs(List<TransactionEnvelope> transactions, Rules rules) {
          return BlobsBundle.EMPTY;
        }
      };

  /** Changes whenever the content does. */
  long version();

  /** What may be included now, the best first. */
  Selection select(UInt256 baseFee, UInt256 blobBaseFee);

  /**
   * The sidecars of a block's blob transactions.
   *
   * @param rules the block's rules: before Osaka one proof a blob, since then one a cell
   */
  BlobsBundle blobs(List<TransactionEnvelope> transactions, Rules rules);

  /**
   * A transaction to be tried.
   *
   * @param dataSize the estimated size in a compressed batch, in bytes
   */
  record Candidate(TransactionEnvelope transaction, Address sender, long dataSize) {}

  /** One walk through the pool. */
  interface Selection {
    /** The best one left, or null. Of one sender in the order of nonces. */
    @Nullable Candidate next();

    /** The candidate cannot be in this block: no later one of its sender comes. */
    void reject(Candidate candidate, InvalidTransaction reason);

    /** The candidate does not fit now: no later one of its sender comes. */
    void skipSender(Candidate candidate);
  }
}
