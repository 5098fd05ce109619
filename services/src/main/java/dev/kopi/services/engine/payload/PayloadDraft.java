package dev.kopi.services.engine.payload;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The input of a payload build: the decoded and checked attributes.
 *
 * @param rules the block's rules
 * @param parent the parent's header
 * @param header the block's header at the start of execution
 * @param forced the transactions that start the block
 * @param senders their senders; null where a signature is not valid
 * @param withdrawals null before Shanghai
 * @param noTxPool whether pool transactions are excluded
 */
public record PayloadDraft(
    Rules rules,
    Header parent,
    Header header,
    List<TransactionEnvelope> forced,
    List<@Nullable Address> senders,
    @Nullable List<Withdrawal> withdrawals,
    boolean noTxPool) {
  /** A copy with another header. */
  public PayloadDraft withHeader(Header other) {
    return new PayloadDraft(rules, parent, other, forced, senders, withdrawals, noTxPool);
  }
}
