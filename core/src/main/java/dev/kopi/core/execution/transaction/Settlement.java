package dev.kopi.core.execution.transaction;

import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.Predeploys;
import dev.kopi.core.execution.fee.RollupFees;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;

/** The last phase of a transaction: gas used, refunds and fee payments. */
final class Settlement {
  private final BlockContext block;
  private final Rules rules;
  private final WorldState world;

  Settlement(BlockContext block, WorldState world) {
    this.block = block;
    this.rules = block.rules();
    this.world = world;
  }

  /**
   * The gas that a transaction is charged for.
   *
   * @param used the gas used after the refund
   * @param refunded the refund applied, capped to a part of the gas used (EIP-3529) and so that the
   *     gas used stays at or above the floor (EIP-7623)
   */
  record GasUsed(long used, long refunded) {}

  GasUsed gasUsed(Transaction transaction, CallOutcome outcome, long authorizationRefund) {
    long spent = transaction.gasLimit() - outcome.gasLeft();
    long most = spent / (rules.has(Fork.LONDON) ? 5 : 2);
    long refund = Math.min(most, outcome.refund() + authorizationRefund);
    long used = Math.max(spent - refund, IntrinsicGas.floor(transaction, rules.fork()));
    return new GasUsed(used, refund);
  }

  /** Returns the value of unused gas to the sender and pays the beneficiary. */
  void settle(Transaction transaction, Address sender, UInt256 gasPrice, long gasUsed) {
    long left = transaction.gasLimit() - gasUsed;
    world.addBalance(world.account(sender), Wei.times(left, gasPrice));
    UInt256 tip = gasPrice.subtract(block.baseFee());
    world.addBalance(world.account(block.beneficiary()), Wei.times(gasUsed, tip));
  }

  /** Pays the base fee of simulated gas to its vault; rollup fees are not simulated. */
  void settleSimulatedRollup(long gasUsed) {
    world.addBalance(world.account(Predeploys.BASE_FEE_VAULT), Wei.times(gasUsed, block.baseFee()));
  }

  /**
   * Pays the fee vaults of the OP Stack and returns the operator fee for unused gas.
   *
   * @return the operator fee for the gas used
   */
  UInt256 settleRollup(
      Transaction transaction, Address sender, RollupFees fees, UInt256 l1Fee, long gasUsed) {
    UInt256 baseFee = Wei.times(gasUsed, block.baseFee());
    world.addBalance(world.account(Predeploys.BASE_FEE_VAULT), baseFee);
    world.addBalance(world.account(Predeploys.L1_FEE_VAULT), l1Fee);
    if (!rules.has(OpFork.ISTHMUS)) {
      return UInt256.ZERO;
    }
    UInt256 paid = fees.operatorFee(transaction.gasLimit());
    UInt256 due = fees.operatorFee(gasUsed);
    world.addBalance(world.account(sender), paid.subtract(due));
    world.addBalance(world.account(Predeploys.OPERATOR_FEE_VAULT), due);
    return due;
  }
}
