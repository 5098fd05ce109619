package dev.kopi.core.execution;

import dev.kopi.core.chain.Fork;
import dev.kopi.core.chain.OpFork;
import dev.kopi.core.chain.Rules;
import dev.kopi.core.chain.Transaction;
import dev.kopi.core.evm.BlockContext;
import dev.kopi.core.evm.CallOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;

/** The last phase of a transaction: what it used, what is given back, and who is paid. */
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
   * @param used what counts
   * @param refunded what was taken off for it; not more than a part of what was used (EIP-3529),
   *     and not below the floor (EIP-7623)
   */
  record GasUsed(long used, long refunded) {}

  GasUsed gasUsed(Transaction transaction, CallOutcome outcome, long authorizationRefund) {
    long spent = transaction.gasLimit() - outcome.gasLeft();
    long most = spent / (rules.has(Fork.LONDON) ? 5 : 2);
    long refund = Math.min(most, outcome.refund() + authorizationRefund);
    long used = Math.max(spent - refund, IntrinsicGas.floor(transaction, rules.fork()));
    return new GasUsed(used, refund);
  }

  /** Gives back what was bought and not used, and pays the beneficiary. */
  void settle(Transaction transaction, Address sender, UInt256 gasPrice, long gasUsed) {
    long left = transaction.gasLimit() - gasUsed;
    world.addBalance(world.account(sender), Wei.times(left, gasPrice));
    UInt256 tip = gasPrice.subtract(block.baseFee());
    world.addBalance(world.account(block.beneficiary()), Wei.times(gasUsed, tip));
  }

  /**
   * Pays the vaults of the OP Stack, and gives back the operator fee for gas that was not used.
   *
   * @return the operator fee for the gas that was
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
