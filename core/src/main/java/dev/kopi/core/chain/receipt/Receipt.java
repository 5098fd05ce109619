package dev.kopi.core.chain.receipt;

import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receipt of a transaction, as consensus defines it.
 *
 * @param type the transaction's type
 * @param postState the state root after it (before Byzantium), else null
 * @param success whether it succeeded; without meaning before Byzantium
 * @param cumulativeGasUsed gas used by the block up to here
 * @param logs the logs
 * @param depositNonce the sender's nonce before a deposit (from Regolith on), else null
 * @param depositReceiptVersion 1 on deposits from Canyon on, else null
 * @see <a href="https://specs.optimism.io/protocol/deposits.html#deposit-receipt">Deposit
 *     receipt</a>
 */
public record Receipt(
    TransactionType type,
    @Nullable Hash postState,
    boolean success,
    long cumulativeGasUsed,
    List<Log> logs,
    @Nullable Long depositNonce,
    @Nullable Long depositReceiptVersion) {
  /** Copies the logs. */
  public Receipt {
    logs = List.copyOf(logs);
  }

  /** The filter over the logs. */
  public Bytes bloom() {
    return Bloom.of(logs);
  }
}
