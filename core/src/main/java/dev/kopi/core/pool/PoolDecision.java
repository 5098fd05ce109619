package dev.kopi.core.pool;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a pool takes a transaction, decided before anything changes. */
public sealed interface PoolDecision {
  /**
   * The pool takes the transaction.
   *
   * @param transaction the transaction
   * @param stateNonce its sender's nonce in the state
   * @param replaced the transaction with the same nonce, or null
   * @param evicted the transactions that give way to it
   * @param basis the version of the pool for which this was decided
   */
  record Admit(
      PoolTransaction transaction,
      long stateNonce,
      @Nullable PoolTransaction replaced,
      List<PoolTransaction> evicted,
      long basis)
      implements PoolDecision {
    /** Copies the list. */
    public Admit {
      evicted = List.copyOf(evicted);
    }
  }

  /**
   * The pool refuses the transaction.
   *
   * @param reason why
   * @param transaction the transaction
   * @param stateNonce its sender's nonce in the state
   * @param nextNonce the first nonce that the sender has neither in the state nor in the pool
   * @param balance the sender's balance in the state
   * @param pendingCost the maximum cost of what the sender has in the pool
   * @param replaced the transaction with the same nonce, or null
   * @param priceLimit the least tip per gas of the pool, in wei
   */
  record Refuse(
      PoolRefusal reason,
      PoolTransaction transaction,
      long stateNonce,
      long nextNonce,
      UInt256 balance,
      BigInteger pendingCost,
      @Nullable PoolTransaction replaced,
      UInt256 priceLimit)
      implements PoolDecision {}
}
