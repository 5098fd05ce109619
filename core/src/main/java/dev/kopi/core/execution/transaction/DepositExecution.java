package dev.kopi.core.execution.transaction;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction.Deposit;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.execution.transaction.TransactionOutcome.Executed;
import dev.kopi.core.execution.transaction.TransactionOutcome.Rejected;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;
import dev.kopi.core.state.WorldState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Executes deposits. They have no signature, pay no fee and never invalidate the block. Mint and
 * the increment of the sender's nonce persist even when the deposit fails.
 *
 * @see <a href="https://specs.optimism.io/protocol/deposits.html#execution">Deposits, execution</a>
 */
final class DepositExecution {
  private final TransactionProcessor processor;
  private final Rules rules;
  private final WorldState world;

  DepositExecution(TransactionProcessor processor, Rules rules, WorldState world) {
    this.processor = processor;
    this.rules = rules;
    this.world = world;
  }

  TransactionOutcome execute(Deposit deposit, long gasLeftInBlock) {
    boolean system = deposit.isSystemTransaction();
    if (!rules.isOptimism()) {
      return new Rejected(InvalidTransaction.TYPE_NOT_SUPPORTED);
    }
    if (system && rules.has(OpFork.REGOLITH)) {
      return new Rejected(InvalidTransaction.SYSTEM_TRANSACTION);
    }
    if (!system && Long.compareUnsigned(deposit.gasLimit(), gasLeftInBlock) > 0) {
      return new Rejected(InvalidTransaction.GAS_LIMIT_EXCEEDS_BLOCK);
    }
    JournaledAccount sender = world.account(deposit.from());
    if (!deposit.mint().isZero()) {
      world.addBalance(sender, deposit.mint());
    }
    long nonce = world.nonce(sender);
    boolean fails =
        TransactionRules.intrinsicGas(deposit, rules) != null
            || world.balance(sender).compareTo(deposit.value()) < 0;
    if (fails) {
      world.setNonce(sender, nonce + 1);
      return receipt(failed(), allGas(deposit), 0, nonce);
    }
    TransactionProcessor.Run run = processor.run(deposit, deposit.from(), UInt256.ZERO);
    // Before Regolith a deposit uses its whole gas limit, whatever it ran.
    boolean metered = rules.has(OpFork.REGOLITH);
    long gasUsed = metered ? run.gas().used() : allGas(deposit);
    long refunded = metered ? run.gas().refunded() : 0;
    return receipt(run, gasUsed, refunded, nonce);
  }

  private static long allGas(Deposit deposit) {
    return deposit.isSystemTransaction() ? 0 : deposit.gasLimit();
  }

  private static TransactionProcessor.Run failed() {
    CallOutcome nothing = new CallOutcome(false, null, 0, 0, Bytes.EMPTY);
    return new TransactionProcessor.Run(nothing, new Settlement.GasUsed(0, 0), null);
  }

  private Executed receipt(TransactionProcessor.Run run, long gasUsed, long refunded, long nonce) {
    @Nullable Long depositNonce = rules.has(OpFork.REGOLITH) ? nonce : null;
    @Nullable Long version = rules.has(OpFork.CANYON) ? 1L : null;
    return new Executed(
        run.outcome().success(),
        run.outcome().halt(),
        gasUsed,
        refunded,
        run.outcome().output(),
        run.outcome().success() ? world.logs() : List.of(),
        run.created(),
        depositNonce,
        version,
        UInt256.ZERO,
        UInt256.ZERO);
  }
}
