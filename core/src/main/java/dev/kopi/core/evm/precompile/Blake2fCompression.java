package dev.kopi.core.evm.precompile;

import dev.kopi.core.crypto.hash.Blake2f;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.platform.LittleEndian;
import org.jspecify.annotations.Nullable;

/**
 * 0x09: the compression function of BLAKE2b, at one gas a round.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-152">EIP-152</a>
 */
record Blake2fCompression() implements Precompile {
  private static final int LENGTH = 213;

  @Override
  public long gas(byte[] input, int offset, int length) {
    return length == LENGTH ? Integer.toUnsignedLong(BigEndian.getInt(input, offset)) : 0;
  }

  /** "Loads a 213-byte input […] final block indicator flag f: […] 0 or 1", or it fails. */
  @Override
  public byte @Nullable [] run(byte[] input, int offset, int length) {
    if (length != LENGTH || (input[offset + 212] & ~1) != 0) {
      return null;
    }
    long[] h = words(input, offset + 4, 8);
    long[] m = words(input, offset + 68, 16);
    long[] t = words(input, offset + 196, 2);
    int rounds = BigEndian.getInt(input, offset);
    Blake2f.compress(h, m, t[0], t[1], input[offset + 212] == 1, rounds);
    byte[] out = new byte[64];
    for (int i = 0; i < 8; i++) {
      LittleEndian.putLong(out, 8 * i, h[i]);
    }
    return out;
  }

  private static long[] words(byte[] input, int offset, int count) {
    long[] words = new long[count];
    for (int i = 0; i < count; i++) {
      words[i] = LittleEndian.getLong(input, offset + 8 * i);
    }
    return words;
  }
}
