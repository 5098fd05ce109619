package dev.kopi.core.crypto.hash;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.platform.LittleEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.Arrays;

/**
 * Keccak-256 as Ethereum uses it: rate 136 bytes, the original padding {@code 0x01}. An instance is
 * a sponge that one thread may use again and again without allocating.
 *
 * @see <a href="https://keccak.team/files/Keccak-reference-3.0.pdf">The Keccak reference</a>
 */
public final class Keccak256 {
  /** keccak256 of no bytes: the code hash of an account without code. */
  public static final Hash EMPTY = hash(new byte[0]);

  /** keccak256(0x80): the root of an empty trie. */
  public static final Hash EMPTY_TRIE = hash(new byte[] {(byte) 0x80});

  /** keccak256(0xc0): the hash of an empty list, such as that of no uncles. */
  public static final Hash EMPTY_LIST = hash(new byte[] {(byte) 0xc0});

  private static final int RATE = 136;

  private final long[] state = new long[25];
  private final byte[] block = new byte[RATE];
  private int filled;

  /** An empty sponge, to be fed by {@link #update}. */
  public Keccak256() {}

  /** The hash of an array. */
  public static Hash hash(byte[] input) {
    return hash(input, 0, input.length);
  }

  /** The hash of a value. */
  public static Hash hash(Bytes input) {
    return hash(input.unsafeArray());
  }

  /** The hash of a part of an array. */
  public static Hash hash(byte[] input, int offset, int length) {
    return new Keccak256().update(input, offset, length).digest();
  }

  /** Absorbs more input. */
  public Keccak256 update(byte[] input, int offset, int length) {
    int at = offset;
    int left = length;
    if (filled > 0) {
      int n = Math.min(RATE - filled, left);
      System.arraycopy(input, at, block, filled, n);
      filled += n;
      at += n;
      left -= n;
      if (filled == RATE) {
        absorb(block, 0);
        filled = 0;
      }
    }
    while (left >= RATE) {
      absorb(input, at);
      at += RATE;
      left -= RATE;
    }
    if (left > 0) {
      System.arraycopy(input, at, block, 0, left);
      filled = left;
    }
    return this;
  }

  /** The hash of all that was absorbed; the sponge is empty again afterwards. */
  public Hash digest() {
    finish();
    Hash result = Hash.ofWords(word(0), word(1), word(2), word(3));
    reset();
    return result;
  }

  /** As {@link #digest()}, written as 32 bytes from {@code offset}. */
  public void digest(byte[] output, int offset) {
    finish();
    for (int i = 0; i < 4; i++) {
      BigEndian.putLong(output, offset + 8 * i, word(i));
    }
    reset();
  }

  /**
   * As {@link #digest()}, written as four words from {@code offset}, the most significant first.
   */
  public void digest(long[] output, int offset) {
    finish();
    for (int i = 0; i < 4; i++) {
      output[offset + i] = word(i);
    }
    reset();
  }

  private void finish() {
    Arrays.fill(block, filled, RATE, (byte) 0);
    block[filled] = 1;
    block[RATE - 1] |= (byte) 0x80;
    absorb(block, 0);
  }

  private long word(int index) {
    return Long.reverseBytes(state[index]);
  }

  private void reset() {
    Arrays.fill(state, 0);
    filled = 0;
  }

  private void absorb(byte[] input, int offset) {
    for (int i = 0; i < RATE / 8; i++) {
      state[i] ^= LittleEndian.getLong(input, offset + 8 * i);
    }
    KeccakPermutation.permute(state);
  }
}
