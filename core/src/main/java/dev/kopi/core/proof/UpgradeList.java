package dev.kopi.core.proof;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.attributes.UpgradeTransactions.Upgrade;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The upgrade transactions of all known forks as one value that a program's build can embed: an RLP
 * list with, for each known fork, its number, the extra gas and the list of transactions.
 */
public final class UpgradeList {
  private UpgradeList() {}

  /** Writes the upgrades of every fork that is known. */
  public static Bytes encode(UpgradeTransactions upgrades) {
    RlpWriter out = new RlpWriter().startList();
    for (OpFork fork : OpFork.values()) {
      Upgrade upgrade;
      try {
        upgrade = upgrades.of(fork);
      } catch (CriticalException unknown) {
        continue;
      }
      out.startList().number(fork.ordinal()).number(upgrade.extraGas()).startList();
      for (Transaction.Deposit deposit : upgrade.transactions()) {
        out.bytes(TransactionCodec.encode(deposit));
      }
      out.endList().endList();
    }
    return out.endList().toBytes();
  }

  /**
   * Reads what {@link #encode} wrote; a fork that is not known is not in the map.
   *
   * @throws DecodeException when it is malformed
   */
  public static Map<OpFork, Upgrade> decode(Bytes encoded) {
    Map<OpFork, Upgrade> upgrades = new EnumMap<>(OpFork.class);
    RlpReader forks = new RlpReader(encoded).list();
    while (forks.hasMore()) {
      RlpReader fork = forks.list();
      long number = fork.number();
      if (number < 0 || number >= OpFork.values().length) {
        throw new DecodeException("upgrades of fork number " + number);
      }
      long extraGas = fork.number();
      List<Transaction.Deposit> deposits = new ArrayList<>();
      RlpReader transactions = fork.list();
      while (transactions.hasMore()) {
        if (!(TransactionCodec.decode(transactions.bytes())
            instanceof Transaction.Deposit deposit)) {
          throw new DecodeException("an upgrade's transaction that is no deposit");
        }
        deposits.add(deposit);
      }
      upgrades.put(OpFork.values()[(int) number], new Upgrade(deposits, extraGas));
    }
    return upgrades;
  }
}
