package dev.kopi.core.execution.fee;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The EIP-1559 parameters that headers carry as extra data since Holocene.
 *
 * @param denominator the base fee's change denominator, 32 bits, not zero
 * @param elasticity the gas limit over the gas target, 32 bits, not zero
 * @param minBaseFee the least base fee in wei (Jovian), read as unsigned; null before
 * @see <a
 *     href="https://specs.optimism.io/protocol/holocene/exec-engine.html#dynamic-eip-1559-parameters">Dynamic
 *     EIP-1559 parameters</a>
 * @see <a
 *     href="https://specs.optimism.io/protocol/jovian/exec-engine.html#minimum-base-fee-in-block-header">Minimum
 *     base fee in block header</a>
 */
public record OpExtraData(long denominator, long elasticity, @Nullable Long minBaseFee) {
  private static final int HOLOCENE_SIZE = 9;
  private static final int JOVIAN_SIZE = 17;
  private static final long MAX = 0xffff_ffffL;

  /** Checks the ranges. */
  public OpExtraData {
    if (denominator <= 0 || denominator > MAX || elasticity <= 0 || elasticity > MAX) {
      throw new IllegalArgumentException(
          "EIP-1559 parameters out of range: " + denominator + ", " + elasticity);
    }
  }

  /**
   * The extra data for payload attributes. Parameters that are all zero, as in the block that
   * activates Holocene, mean the chain's defaults.
   *
   * @param rules the new block's rules
   * @param params denominator and elasticity, four bytes each; null before Holocene
   * @param minBaseFee the least base fee; null before Jovian
   * @return the extra data, empty before Holocene; null when the attributes do not fit the rules
   */
  public static @Nullable Bytes forPayload(
      OpSpec spec, Rules rules, @Nullable Bytes params, @Nullable Long minBaseFee) {
    boolean jovian = rules.has(OpFork.JOVIAN);
    if (!rules.has(OpFork.HOLOCENE)) {
      return params == null && minBaseFee == null ? Bytes.EMPTY : null;
    }
    if (params == null || params.size() != 8 || jovian != (minBaseFee != null)) {
      return null;
    }
    long denominator = Integer.toUnsignedLong(BigEndian.getInt(params.unsafeArray(), 0));
    long elasticity = Integer.toUnsignedLong(BigEndian.getInt(params.unsafeArray(), 4));
    if (denominator == 0 && elasticity == 0) {
      denominator = spec.eip1559DenominatorCanyon();
      elasticity = spec.eip1559Elasticity();
    }
    return denominator == 0 || elasticity == 0
        ? null
        : new OpExtraData(denominator, elasticity, minBaseFee).encode();
  }

  /** The bytes: version 1 with a least base fee, else version 0. */
  public Bytes encode() {
    Long least = minBaseFee;
    byte[] out = new byte[least == null ? HOLOCENE_SIZE : JOVIAN_SIZE];
    BigEndian.putInt(out, 1, (int) denominator);
    BigEndian.putInt(out, 5, (int) elasticity);
    if (least != null) {
      out[0] = 1;
      BigEndian.putLong(out, 9, least);
    }
    return Bytes.wrap(out);
  }

  /**
   * The parameters, or null when the bytes are not of the fork's version, or a parameter is zero.
   */
  public static @Nullable OpExtraData decode(Bytes extraData, Rules rules) {
    if (!rules.has(OpFork.HOLOCENE)) {
      return null;
    }
    boolean jovian = rules.has(OpFork.JOVIAN);
    if (extraData.size() != (jovian ? JOVIAN_SIZE : HOLOCENE_SIZE)
        || extraData.get(0) != (jovian ? 1 : 0)) {
      return null;
    }
    byte[] in = extraData.unsafeArray();
    long denominator = Integer.toUnsignedLong(BigEndian.getInt(in, 1));
    long elasticity = Integer.toUnsignedLong(BigEndian.getInt(in, 5));
    if (denominator == 0 || elasticity == 0) {
      return null;
    }
    return new OpExtraData(denominator, elasticity, jovian ? BigEndian.getLong(in, 9) : null);
  }

  /** Whether the extra data of a non-genesis block has the fork's format. */
  public static boolean isValid(Bytes extraData, Rules rules) {
    return rules.has(OpFork.HOLOCENE) ? decode(extraData, rules) != null : extraData.isEmpty();
  }
}
