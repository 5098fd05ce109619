package dev.kopi.services.txmgr;

import dev.kopi.core.txmgr.FeePolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How transactions are sent.
 *
 * @param confirmations how many blocks confirm a transaction, including its own
 * @param abortAfterNonceTooLow how many "nonce too low" errors abort a transaction
 * @param fees how fees are chosen
 * @param rebroadcastInterval how long until a transaction is resent unchanged
 * @param resubmissionTimeout how long until its fees are raised
 * @param retryInterval how long until a refused transaction is resent
 * @param maxRetries how often a refused transaction is resent
 * @param sendTimeout the limit on the total time; null for none
 * @param notInPoolTimeout the limit on the time until a pool accepts it
 * @param receiptInterval how often receipts are polled
 * @param cellProofsFromSeconds the timestamp from which sidecars have cell proofs
 */
public record TxManagerConfig(
    int confirmations,
    int abortAfterNonceTooLow,
    FeePolicy fees,
    Duration rebroadcastInterval,
    Duration resubmissionTimeout,
    Duration retryInterval,
    int maxRetries,
    @Nullable Duration sendTimeout,
    Duration notInPoolTimeout,
    Duration receiptInterval,
    long cellProofsFromSeconds) {
  /** The defaults of batcher and proposer. */
  public static final TxManagerConfig DEFAULT =
      new TxManagerConfig(
          10,
          3,
          FeePolicy.DEFAULT,
          Duration.ofSeconds(12),
          Duration.ofSeconds(48),
          Duration.ofSeconds(1),
          10,
          null,
          Duration.ofMinutes(2),
          Duration.ofSeconds(12),
          0);

  /** For an L1 on the same machine with slots of a second or two. */
  public static final TxManagerConfig DEVNET =
      new TxManagerConfig(
          1,
          3,
          FeePolicy.DEFAULT,
          Duration.ofSeconds(4),
          Duration.ofSeconds(12),
          Duration.ofMillis(500),
          10,
          null,
          Duration.ofSeconds(30),
          Duration.ofMillis(400),
          0);
}
