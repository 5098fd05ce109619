package dev.kopi.core.execution.transaction;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of a transaction. */
public sealed interface TransactionOutcome {

  /** The transaction cannot be included; the state is unchanged. */
  record Rejected(InvalidTransaction reason) implements TransactionOutcome {}

  /**
   * The transaction is included, whether it succeeded or failed.
   *
   * @param success whether it ran to its end
   * @param halt why it ended exceptionally; null when it succeeded or reverted
   * @param gasUsed the gas that the block counts
   * @param gasRefunded the gas refund that was applied
   * @param output what the code returned, or the reason it reverted with
   * @param logs the logs; empty when it failed
   * @param created the contract address of a creation, even a failed one; else null
   * @param depositNonce the sender's nonce before a deposit from Regolith on; else null
   * @param depositReceiptVersion 1 for a deposit from Canyon on; else null
   * @param l1Fee wei paid for data availability on L1; zero outside of the OP Stack
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
