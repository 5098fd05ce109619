package dev.kopi.core.execution.fee;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/**
 * Excess blob gas and the blob base fee.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-4844">EIP-4844</a>
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7918">EIP-7918</a>
 */
public final class BlobGas {
  private static final long BLOB_BASE_COST = 1 << 13;

  /** Beyond this ratio of excess to fraction the price does not fit 256 bits: e^178 > 2^256. */
  private static final long MAX_EXPONENT = 178;

  private BlobGas() {}

  /**
   * The excess blob gas of the child of {@code parent}; 0 on the OP Stack, which has no blobs.
   *
   * @param rules the child's rules, Cancun or later
   */
  public static long excess(Rules rules, Header parent) {
    BlobParams params = rules.blobs();
    if (rules.isOptimism() || params == null) {
      return 0;
    }
    Long parentExcess = parent.excessBlobGas();
    Long parentUsed = parent.blobGasUsed();
    long excess = parentExcess == null ? 0 : parentExcess;
    long used = parentUsed == null ? 0 : parentUsed;
    long target = params.target() * BlobParams.GAS_PER_BLOB;
    // Saturates at 2^64 − 1; only reachable from a genesis with such a value.
    long total = excess + used;
    if (Long.compareUnsigned(total, excess) < 0) {
      total = -1;
    }
    if (Long.compareUnsigned(total, target) < 0) {
      return 0;
    }
    UInt256 baseFee = parent.baseFeePerGas();
    if (rules.has(Fork.OSAKA) && baseFee != null) {
      // "if BLOB_BASE_COST * parent.base_fee_per_gas > GAS_PER_BLOB *
      // get_base_fee_per_blob_gas(parent)"
      BigInteger reserve = baseFee.toBigInteger().multiply(BigInteger.valueOf(BLOB_BASE_COST));
      BigInteger price =
          baseFee(params, excess)
              .toBigInteger()
              .multiply(BigInteger.valueOf(BlobParams.GAS_PER_BLOB));
      if (reserve.compareTo(price) > 0) {
        return excess + used * (params.max() - params.target()) / params.max();
      }
    }
    return total - target;
  }

  /** The blob base fee of a block, in wei: 1 on the OP Stack, 0 before Cancun. */
  public static UInt256 baseFee(Rules rules, Header header) {
    BlobParams params = rules.blobs();
    Long excess = header.excessBlobGas();
    if (params == null) {
      return UInt256.ZERO;
    }
    return rules.isOptimism() || excess == null ? UInt256.ONE : baseFee(params, excess);
  }

  /** The blob base fee of the child of {@code parent}, in wei. */
  public static UInt256 nextBaseFee(ChainSpec spec, Header parent, long timestampSeconds) {
    Rules rules = spec.rules(parent.number() + 1, timestampSeconds, true);
    BlobParams params = rules.blobs();
    return params == null || rules.isOptimism()
        ? UInt256.ONE
        : baseFee(params, excess(rules, parent));
  }

  /**
   * "get_base_fee_per_blob_gas": e^(excess / fraction) by its Taylor series in whole numbers; the
   * largest number when it is above 256 bits.
   *
   * @param excess the excess blob gas, read as unsigned
   */
  public static UInt256 baseFee(BlobParams params, long excess) {
    if (Long.compareUnsigned(Long.divideUnsigned(excess, params.updateFraction()), MAX_EXPONENT)
        >= 0) {
      return UInt256.MAX;
    }
    BigInteger numerator = UInt256.of(excess).toBigInteger();
    BigInteger denominator = BigInteger.valueOf(params.updateFraction());
    BigInteger output = BigInteger.ZERO;
    BigInteger term = denominator;
    for (long i = 1; term.signum() > 0; i++) {
      output = output.add(term);
      term = term.multiply(numerator).divide(denominator.multiply(BigInteger.valueOf(i)));
    }
    return UInt256.of(output.divide(denominator).min(UInt256.MAX.toBigInteger()));
  }
}
