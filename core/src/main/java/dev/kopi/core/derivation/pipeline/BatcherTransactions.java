package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.derivation.event.DerivationEvent.InboxFault;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.RollupConfig;
import org.jspecify.annotations.Nullable;

/**
 * Selects the L1 transactions that carry batches: those to the batch inbox whose sender is the
 * batcher of the system configuration, and whose type existed with Ecotone or is a deposit's.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#l1-retrieval">L1 retrieval</a>
 */
final class BatcherTransactions {
  private final RollupConfig config;
  private final Secp256k1 secp256k1;
  private final Rules l1Rules;

  BatcherTransactions(RollupConfig config, Secp256k1 secp256k1) {
    this.config = config;
    this.secp256k1 = secp256k1;
    this.l1Rules = new Rules(config.l1ChainId(), Fork.PRAGUE, null, null);
  }

  boolean isToInbox(TransactionEnvelope envelope) {
    Address to = envelope.transaction().to();
    return to != null && to.equals(config.batchInbox());
  }

  /** Why a transaction to the inbox is ignored, or null. */
  @Nullable InboxFault check(TransactionEnvelope envelope, Address batcher) {
    Transaction transaction = envelope.transaction();
    if (transaction instanceof Transaction.SetCode) {
      return InboxFault.TRANSACTION_TYPE;
    }
    UInt256 chainId = transaction.chainId();
    if (chainId != null && !chainId.equals(config.l1ChainId())) {
      return InboxFault.SIGNATURE;
    }
    Address sender = SenderRecovery.sender(secp256k1, envelope, l1Rules);
    if (sender == null) {
      return InboxFault.SIGNATURE;
    }
    return sender.equals(batcher) ? null : InboxFault.NOT_THE_BATCHER;
  }
}
