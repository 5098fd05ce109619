package dev.kopi.core.execution.fee;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/**
 * The base fee of a block, which follows from its parent.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-1559">EIP-1559</a>
 */
public final class BaseFee {
  /** The base fee of the first block with one, in wei. */
  public static final UInt256 INITIAL = UInt256.of(1_000_000_000);

  /** The gas limit over the gas target on L1. */
  public static final long ELASTICITY = 2;

  private static final long DENOMINATOR = 8;
  private static final BigInteger MAX = UInt256.MAX.toBigInteger();

  private BaseFee() {}

  /**
   * The base fee of the child of {@code parent}.
   *
   * @param timestampSeconds the child's timestamp
   */
  public static UInt256 next(ChainSpec spec, Header parent, long timestampSeconds) {
    UInt256 parentFee = parent.baseFeePerGas();
    Rules parentRules = spec.rules(parent);
    if (parentFee == null || !parentRules.has(Fork.LONDON)) {
      return INITIAL;
    }
    OpSpec op = spec.op();
    if (op == null) {
      return step(parentFee, parent.gasUsed(), parent.gasLimit() / ELASTICITY, DENOMINATOR);
    }
    long elasticity = op.eip1559Elasticity();
    // "The denominator changes from 50 to 250" in the first block of Canyon, whose parent comes
    // before.
    long denominator =
        op.isActive(OpFork.CANYON, timestampSeconds)
            ? op.eip1559DenominatorCanyon()
            : op.eip1559Denominator();
    OpExtraData carried = OpExtraData.decode(parent.extraData(), parentRules);
    if (carried != null) {
      elasticity = carried.elasticity();
      denominator = carried.denominator();
    }
    long metered = parent.gasUsed();
    Long footprint = parent.blobGasUsed();
    if (parentRules.has(OpFork.JOVIAN) && footprint != null) {
      // "gasMetered := max(gasUsed, blobGasUsed)" (Jovian).
      metered = Math.max(metered, footprint);
    }
    long target = Math.max(1, parent.gasLimit() / elasticity);
    UInt256 fee = step(parentFee, metered, target, denominator);
    Long least = carried == null ? null : carried.minBaseFee();
    if (least != null && fee.compareTo(UInt256.of(least)) < 0) {
      return UInt256.of(least);
    }
    return fee;
  }

  private static UInt256 step(UInt256 parentFee, long used, long target, long denominator) {
    if (used == target) {
      return parentFee;
    }
    BigInteger fee = parentFee.toBigInteger();
    BigInteger delta =
        fee.multiply(BigInteger.valueOf(Math.abs(used - target)))
            .divide(BigInteger.valueOf(target))
            .divide(BigInteger.valueOf(denominator));
    return used > target
        ? UInt256.of(fee.add(delta.max(BigInteger.ONE)).min(MAX))
        : UInt256.of(fee.subtract(delta).max(BigInteger.ZERO));
  }
}
