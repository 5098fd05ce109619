package dev.kopi.services.engine;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.primitives.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a payload is built from, decoded and checked once.
 *
 * @param rules the block's rules
 * @param parent the parent's header
 * @param header the block's header as execution begins with it
 * @param forced the transactions that open the block
 * @param senders their senders; null where a signature is not valid
 * @param withdrawals null before Shanghai
 * @param noTxPool whether nothing from the pool may follow
 */
record PayloadDraft(
    Rules rules,
    Header parent,
    Header header,
    List<TransactionEnvelope> forced,
    List<@Nullable Address> senders,
    @Nullable List<Withdrawal> withdrawals,
    boolean noTxPool) {
  /** The same with another header. */
  PayloadDraft withHeader(Header other) {
    return new PayloadDraft(rules, parent, other, forced, senders, withdrawals, noTxPool);
  }
}
