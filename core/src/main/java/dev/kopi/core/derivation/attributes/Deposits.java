package dev.kopi.core.derivation.attributes;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * The deposits of users in an L1 block: the logs of the deposit contract in all its transactions.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#deriving-the-transaction-list">
 *     Deriving the transaction list</a>
 */
public final class Deposits {
  private Deposits() {}

  /**
   * The deposits, in the order of their logs. Failed transactions emit no logs.
   *
   * @throws CriticalException when a log of the deposit contract does not follow its format:
   *     deposits may never be ignored
   */
  public static List<Transaction.Deposit> fromReceipts(
      List<Receipt> receipts, Address depositContract, Hash l1BlockHash) {
    List<Transaction.Deposit> out = new ArrayList<>();
    long logIndex = 0;
    for (Receipt receipt : receipts) {
      for (Log log : receipt.logs()) {
        if (receipt.success() && DepositLog.matches(log, depositContract)) {
          try {
            out.add(DepositLog.decode(log, l1BlockHash, logIndex));
          } catch (DecodeException e) {
            throw new CriticalException(
                "log " + logIndex + " of L1 block " + l1BlockHash + ": " + e.getMessage());
          }
        }
        logIndex++;
      }
    }
    return out;
  }
}
