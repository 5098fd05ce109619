package dev.kopi.core.derivation.attributes;

import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.primitives.Hash;

/**
 * The two scalars of the L1 fee since Ecotone, as the system configuration packs them into one
 * word: the first byte is the version, the last four bytes are the base fee scalar, and with
 * version 1 the four bytes before them are the blob base fee scalar.
 *
 * @param baseFeeScalar unsigned
 * @param blobBaseFeeScalar unsigned
 * @see <a
 *     href="https://specs.optimism.io/protocol/system-config.html#ecotone-scalar-overhead-uint256uint256-change">Scalar</a>
 */
public record FeeScalars(int baseFeeScalar, int blobBaseFeeScalar) {
  private static final int VERSION_BEDROCK = 0;
  private static final int VERSION_ECOTONE = 1;

  /** Whether a word follows one of the two known forms, with zeros as padding. */
  public static boolean isWellFormed(Hash word) {
    int version = version(word);
    boolean paddingEmpty = (word.word(0) << 8 | word.word(1) | word.word(2)) == 0;
    return paddingEmpty
        && (version == VERSION_ECOTONE || (version == VERSION_BEDROCK && word.word(3) >>> 32 == 0));
  }

  /**
   * Reads a word. A word of version 0 with padding that is not zero counts as the largest base fee
   * scalar.
   *
   * @throws CriticalException for a version that is not known, or version 1 with padding that is
   *     not zero: updates of that kind are passed over, so only the configuration can hold it
   */
  public static FeeScalars decode(Hash word) {
    int version = version(word);
    if (version == VERSION_BEDROCK && !isWellFormed(word)) {
      return new FeeScalars(-1, 0);
    }
    if (!isWellFormed(word)) {
      throw new CriticalException("the scalar has no known form: " + word);
    }
    return new FeeScalars(
        (int) word.word(3), version == VERSION_ECOTONE ? (int) (word.word(3) >>> 32) : 0);
  }

  /** The word of version 1. */
  public Hash encode() {
    long low = (long) blobBaseFeeScalar << 32 | Integer.toUnsignedLong(baseFeeScalar);
    return Hash.ofWords((long) VERSION_ECOTONE << 56, 0, 0, low);
  }

  private static int version(Hash word) {
    return (int) (word.word(0) >>> 56);
  }
}
