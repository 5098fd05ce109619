package dev.kopi.services.txmgr;

import dev.kopi.core.txmgr.FeePolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How transactions are sent.
 *
 * @param confirmations how many blocks make a transaction sure, its own included
 * @param abortAfterNonceTooLow how often "nonce too low" is believed to be passing
 * @param fees how fees are chosen
 * @param rebroadcastInterval how long until a transaction is sent again as it is
 * @param resubmissionTimeout how long until its fees are raised
 * @param retryInterval how long until a refused transaction is tried again
 * @param maxRetries how often a refused transaction is tried again
 * @param sendTimeout how long is tried at all; null for ever
 * @param notInPoolTimeout how long is tried while no pool takes it
 * @param receiptInterval how often receipts are asked for
 * @param cellProofsFromSeconds from when on blobs carry a proof for each cell
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
