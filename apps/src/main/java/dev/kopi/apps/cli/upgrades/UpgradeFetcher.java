package dev.kopi.apps.cli.upgrades;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.upgrades.KnownUpgrades.Known;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.transaction.Transaction.Deposit;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the upgrade transactions of a fork from a chain. */
final class UpgradeFetcher {
  private final EthClient chain;

  UpgradeFetcher(EthClient chain) {
    this.chain = chain;
  }

  /** What was found. */
  sealed interface Result {
    /** All of them, with the hashes that are known. */
    record Found(long block, List<Deposit> transactions) implements Result {}

    /** Not all of them. */
    record Missing(String why) implements Result {}
  }

  /**
   * Reads them from the fork's first block. Nothing that the node says is believed: the hash of
   * each transaction, computed from its content, must be the known one.
   *
   * @param known the transactions in their order
   * @param number the number of the block; null to find it by the first transaction's hash
   */
  Result fetch(List<Known> known, @Nullable Long number) {
    Long at = number;
    if (at == null) {
      MinedTransaction first = chain.mined(known.getFirst().hash());
      if (first == null) {
        return new Result.Missing(
            "no transaction "
                + known.getFirst().hash()
                + ": the chain did not make this upgrade, or the node does not keep its first block"
                + " (--block names it)");
      }
      at = first.block().number();
    }
    Block block = chain.block(EthClient.at(at));
    if (block == null) {
      return new Result.Missing("no block " + at);
    }
    List<Deposit> found = new ArrayList<>();
    for (TransactionEnvelope transaction : block.transactions()) {
      if (found.size() < known.size()
          && transaction.hash().equals(known.get(found.size()).hash())
          && transaction.transaction() instanceof Deposit deposit) {
        found.add(deposit);
      }
    }
    if (found.size() < known.size()) {
      Known next = known.get(found.size());
      return new Result.Missing(
          "block "
              + at
              + " lacks the transaction "
              + next.hash()
              + " ("
              + next.intent()
              + "): it is not the fork's first block, or what the node answers is falsified");
    }
    return new Result.Found(at, found);
  }
}
