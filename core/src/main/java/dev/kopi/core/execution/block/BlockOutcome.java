package dev.kopi.core.execution.block;

import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.validation.InvalidBlock;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.state.StateDiff;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of executing a block's transactions and system calls. */
public sealed interface BlockOutcome {

  /**
   * Execution completed.
   *
   * @param transactions the outcome of each transaction
   * @param receipts one for each transaction
   * @param gasUsed by all of them
   * @param blobGasUsed the blob gas (Cancun); the DA footprint on the OP Stack (Jovian)
   * @param requests the request lists of EIP-7685 without empty ones; null before Prague
   * @param diff the state changes
   */
  record Completed(
      List<TransactionOutcome.Executed> transactions,
      List<Receipt> receipts,
      long gasUsed,
      long blobGasUsed,
      @Nullable List<Bytes> requests,
      StateDiff diff)
      implements BlockOutcome {
    /** Copies the lists. */
    public Completed {
      transactions = List.copyOf(transactions);
      receipts = List.copyOf(receipts);
      requests = requests == null ? null : List.copyOf(requests);
    }
  }

  /** A system call at the end of the block failed, which makes the block invalid. */
  record Failed(InvalidBlock reason) implements BlockOutcome {}
}
