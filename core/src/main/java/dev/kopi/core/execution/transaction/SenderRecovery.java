package dev.kopi.core.execution.transaction;

import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recovers the sender of a transaction from its signature. */
public final class SenderRecovery {
  private SenderRecovery() {}

  /**
   * The sender, or null when the signature is not valid under the rules: r or s out of range, s in
   * the upper half since Homestead (EIP-2), a chain in v before Spurious Dragon (EIP-155), or no
   * key that fits. The chain id itself is not checked here. The envelope remembers the sender.
   */
  public static @Nullable Address sender(
      Secp256k1 secp256k1, TransactionEnvelope envelope, Rules rules) {
    Transaction transaction = envelope.transaction();
    if (transaction instanceof Transaction.Deposit deposit) {
      return deposit.from();
    }
    Signature signature = transaction.signature();
    if (signature == null) {
      return null;
    }
    boolean bound = transaction instanceof Transaction.Legacy && transaction.chainId() != null;
    if (bound && !rules.has(Fork.SPURIOUS_DRAGON)) {
      return null;
    }
    if (rules.has(Fork.HOMESTEAD) && signature.s().compareTo(Secp256k1.HALF_ORDER) > 0) {
      return null;
    }
    int parity = parity(transaction, signature.v());
    if (parity < 0) {
      return null;
    }
    return envelope.signer(signed ->
        secp256k1.recoverAddress(
            TransactionCodec.signingHash(signed), signature.r(), signature.s(), parity));
  }

  /** As {@link #sender}, for a list; null stands where a signature is not valid. */
  public static List<@Nullable Address> senders(
      Secp256k1 secp256k1, List<TransactionEnvelope> envelopes, Rules rules) {
    List<@Nullable Address> senders = new ArrayList<>(envelopes.size());
    for (TransactionEnvelope envelope : envelopes) {
      senders.add(sender(secp256k1, envelope, rules));
    }
    return senders;
  }

  /** 0 or 1; negative when v is not valid for the type. */
  private static int parity(Transaction transaction, UInt256 v) {
    if (!(transaction instanceof Transaction.Legacy legacy)) {
      return v.fitsLong() && v.lowLong() >= 0 && v.lowLong() <= 1 ? (int) v.lowLong() : -1;
    }
    if (legacy.chainId() != null) {
      // v = 35 + 2 × chain id + parity.
      return (int) (v.lowLong() + 1 & 1);
    }
    return v.fitsLong() && (v.lowLong() == 27 || v.lowLong() == 28) ? (int) v.lowLong() - 27 : -1;
  }
}
