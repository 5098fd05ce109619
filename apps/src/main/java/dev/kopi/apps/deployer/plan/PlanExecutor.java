package dev.kopi.apps.deployer.plan;

import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.transaction.TransactionOutcome.Executed;
import dev.kopi.core.execution.transaction.TransactionOutcome.Rejected;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import java.util.List;
import java.util.Objects;

/**
 * Executes the steps of a plan on a state as transactions of the genesis block, with a gas price of
 * zero.
 */
public final class PlanExecutor {
  private static final Signature UNSIGNED = new Signature(UInt256.of(27), UInt256.ONE, UInt256.ONE);

  private PlanExecutor() {}

  /**
   * Executes steps.
   *
   * @param steps in the order of their nonces
   * @param deployer the sender
   * @param block the block they run in; its base fee is zero
   * @param world the state to change
   * @throws IllegalStateException when a step fails, which would fail on a live chain as well
   */
  public static void execute(
      List<DeploymentStep> steps,
      Address deployer,
      BlockContext block,
      WorldState world,
      Crypto crypto) {
    TransactionProcessor processor = new TransactionProcessor(block, world, crypto);
    for (DeploymentStep step : steps) {
      Transaction transaction =
          new Transaction.Legacy(
              step.nonce(),
              UInt256.ZERO,
              step.gasLimit(),
              step.to(),
              UInt256.ZERO,
              step.data(),
              UNSIGNED);
      TransactionOutcome outcome =
          processor.execute(TransactionEnvelope.of(transaction), deployer, block.gasLimit());
      switch (outcome) {
        case Rejected rejected ->
            throw new IllegalStateException(step.title() + ": " + rejected.reason());
        case Executed executed -> check(step, executed);
      }
    }
  }

  private static void check(DeploymentStep step, Executed executed) {
    if (!executed.success()) {
      throw new IllegalStateException(
          step.title() + " failed: " + executed.halt() + " " + executed.output());
    }
    if (step.creates() != null && !Objects.equals(step.creates(), executed.created())) {
      throw new IllegalStateException(step.title() + " created " + executed.created());
    }
  }
}
