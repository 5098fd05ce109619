package dev.kopi.core.chain.spec;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The price of blob gas.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-4844#base-fee-per-unit-of-blob-gas">EIP-4844</a>
 */
public final class BlobBaseFee {
  /** The least price. */
  public static final UInt256 MIN = UInt256.ONE;

  /** Above this quotient of excess and update fraction the price exceeds 256 bits. */
  private static final long MAX_EXPONENT = 178;

  private BlobBaseFee() {}

  /** The price in a block by its header, or null before Cancun. */
  public static @Nullable UInt256 of(ChainSpec chain, Header header) {
    Long excess = header.excessBlobGas();
    BlobParams params = chain.rules(header).blobs();
    return excess == null || params == null ? null : of(params, excess);
  }

  /**
   * The price: {@code fake_exponential(MIN_BASE_FEE_PER_BLOB_GAS, excess, fraction)}; the largest
   * number of 256 bits when it would not fit.
   *
   * @param excessBlobGas read as unsigned
   */
  public static UInt256 of(BlobParams params, long excessBlobGas) {
    long fraction = params.updateFraction();
    if (Long.divideUnsigned(excessBlobGas, fraction) >= MAX_EXPONENT) {
      return UInt256.MAX;
    }
    BigInteger numerator = UInt256.of(excessBlobGas).toBigInteger();
    BigInteger denominator = BigInteger.valueOf(fraction);
    BigInteger sum = BigInteger.ZERO;
    BigInteger term = denominator;
    for (long i = 1; term.signum() > 0; i++) {
      sum = sum.add(term);
      term = term.multiply(numerator).divide(denominator.multiply(BigInteger.valueOf(i)));
    }
    BigInteger price = sum.divide(denominator);
    return price.bitLength() > 256 ? UInt256.MAX : UInt256.of(price);
  }
}
