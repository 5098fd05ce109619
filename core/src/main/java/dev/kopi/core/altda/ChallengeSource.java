package dev.kopi.core.altda;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** L1 as the challenges are read from it. Methods throw {@link TemporaryException} in an outage. */
public interface ChallengeSource {
  /** The canonical block at a height; null when L1 is not that long. */
  @Nullable L1BlockRef blockByNumber(long number);

  /** The logs of a block's successful transactions, in order. */
  List<SentLog> logs(BlockId block);

  /**
   * A log and the transaction that it is of.
   *
   * @param callData the call data of that transaction; null when it is not known for certain
   */
  record SentLog(Log log, @Nullable Bytes callData) {}
}
