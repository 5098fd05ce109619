package dev.kopi.core.execution;

import dev.kopi.core.chain.Log;
import dev.kopi.core.evm.Halt;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a transaction. */
public sealed interface TransactionOutcome {

  /** The transaction has no place in the block; the state is as before. */
  record Rejected(InvalidTransaction reason) implements TransactionOutcome {}

  /**
   * The transaction is part of the block, be it that it failed.
   *
   * @param success whether it ran to its end
   * @param halt why it ended exceptionally; null when it succeeded or reverted
   * @param gasUsed the gas that the block counts
   * @param gasRefunded what was taken off for cleared storage
   * @param output what the code returned, or the reason it reverted with
   * @param logs what the contracts announced; none when it failed
   * @param created the new contract of a creation, be it that it failed; else null
   * @param depositNonce the sender's nonce before a deposit from Regolith on; else null
   * @param depositReceiptVersion 1 for a deposit from Canyon on; else null
   * @param l1Fee wei paid for data availability on L1; zero but on the OP Stack
   * @param operatorFee wei paid to the operator (Isthmus); else zero
   */
  record Executed(
      boolean success,
      @Nullable Halt halt,
      long gasUsed,
      long gasRefunded,
      Bytes output,
      List<Log> logs,
      @Nullable Address created,
      @Nullable Long depositNonce,
      @Nullable Long depositReceiptVersion,
      UInt256 l1Fee,
      UInt256 operatorFee)
      implements TransactionOutcome {
    /** Copies the logs. */
    public Executed {
      logs = List.copyOf(logs);
    }
  }
}
