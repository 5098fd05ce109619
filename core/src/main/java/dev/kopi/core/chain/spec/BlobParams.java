package dev.kopi.core.chain.spec;

/**
 * How many blobs a block may carry and how their price moves.
 *
 * @param target blobs per block at which the price stays
 * @param max blobs per block at the most
 * @param updateFraction the divisor in the exponent of the price
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7840">EIP-7840</a>
 */
public record BlobParams(int target, int max, long updateFraction) {
  /** EIP-4844. */
  public static final BlobParams CANCUN = new BlobParams(3, 6, 3_338_477);

  /** EIP-7691. */
  public static final BlobParams PRAGUE = new BlobParams(6, 9, 5_007_716);

  /** The first fork of EIP-7892 on public networks. */
  public static final BlobParams BPO1 = new BlobParams(10, 15, 8_346_193);

  /** The second. */
  public static final BlobParams BPO2 = new BlobParams(14, 21, 11_684_671);

  /** The gas of one blob. */
  public static final long GAS_PER_BLOB = 1 << 17;
}
