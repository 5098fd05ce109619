package dev.kopi.services.execution;

import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.trie.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Recovers the senders of many transactions on several threads. */
public final class Senders {
  /** How many signatures one task recovers: about half a millisecond of work. */
  private static final int PIECE = 16;

  private Senders() {}

  /** The senders in the order of the transactions; null where a signature is invalid. */
  public static List<@Nullable Address> recover(
      Tasks tasks, Secp256k1 secp256k1, List<TransactionEnvelope> transactions, Rules rules) {
    List<Supplier<List<@Nullable Address>>> pieces = new ArrayList<>();
    for (int from = 0; from < transactions.size(); from += PIECE) {
      List<TransactionEnvelope> part =
          transactions.subList(from, Math.min(transactions.size(), from + PIECE));
      pieces.add(() -> SenderRecovery.senders(secp256k1, part, rules));
    }
    List<@Nullable Address> senders = new ArrayList<>(transactions.size());
    tasks.run(pieces).forEach(senders::addAll);
    return senders;
  }
}
