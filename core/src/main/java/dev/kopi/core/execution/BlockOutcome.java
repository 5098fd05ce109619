package dev.kopi.core.execution;

import dev.kopi.core.chain.Receipt;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.state.StateDiff;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the execution of a block's content came to. */
public sealed interface BlockOutcome {

  /**
   * Everything executed.
   *
   * @param transactions what became of each transaction
   * @param receipts one for each transaction
   * @param gasUsed by all of them
   * @param blobGasUsed the blob gas (Cancun); the DA footprint on the OP Stack (Jovian)
   * @param requests the lists of EIP-7685, those of no requests left out; null before Prague
   * @param diff what changed in the state
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

  /** What the protocol itself does at the end of a block failed: no block can be made of this. */
  record Failed(InvalidBlock reason) implements BlockOutcome {}
}
