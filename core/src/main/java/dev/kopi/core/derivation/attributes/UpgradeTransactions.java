package dev.kopi.core.derivation.attributes;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.derivation.CriticalException;
import java.util.List;

/**
 * The upgrade transactions in the first block of a fork. They are supplied from outside of core,
 * since they carry contract code.
 */
public interface UpgradeTransactions {
  /**
   * An upgrade.
   *
   * @param transactions what the first block of the fork holds after the deposits of users
   * @param extraGas by how much that block's gas limit is raised (from Karst on), else 0
   */
  record Upgrade(List<Transaction.Deposit> transactions, long extraGas) {
    /** No transactions. */
    public static final Upgrade NONE = new Upgrade(List.of(), 0);

    /** Copies the list. */
    public Upgrade {
      transactions = List.copyOf(transactions);
    }
  }

  /**
   * The upgrade of a fork; {@link Upgrade#NONE} for a fork that has none.
   *
   * @throws CriticalException when the fork has one and it is not known here
   */
  Upgrade of(OpFork fork);

  /** Knows no upgrade: right for chains that have all their forks at genesis. */
  static UpgradeTransactions unknown() {
    return fork -> {
      if (fork.atLeast(OpFork.ECOTONE) && fork != OpFork.GRANITE && fork != OpFork.HOLOCENE) {
        throw new CriticalException("the upgrade transactions of " + fork + " are not known");
      }
      return Upgrade.NONE;
    };
  }
}
