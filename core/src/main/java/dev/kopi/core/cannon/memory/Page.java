package dev.kopi.core.cannon.memory;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.platform.BigEndian;
import java.util.Arrays;

/** 4,096 bytes of memory, as 512 big-endian words of 64 bits. */
public final class Page {
  /** Bytes in a page. */
  public static final int SIZE = 4096;

  /** The number of address bits within a page. */
  public static final int ADDRESS_BITS = 12;

  /** Words of 64 bits in a page. */
  public static final int WORDS = SIZE / 8;

  static final int LEAVES = SIZE / 32;

  private final long index;

  /** The upper bits of its addresses as loads and stores have them. */
  final long tag;

  final long[] words = new long[WORDS];

  /** Whether the page changed since its root was computed. */
  boolean dirty = true;

  /** Whether code ran here, so that a {@link CodeWatcher} has to know of stores. */
  boolean hasCode;

  private byte[] root = new byte[32];

  Page(long index, long tag) {
    this.index = index;
    this.tag = tag;
  }

  /** The address of the page's first byte, divided by the size of a page. */
  public long index() {
    return index;
  }

  /** The words, by offset in bytes divided by 8. Written only by {@link PagedMemory}. */
  public long[] words() {
    return words;
  }

  /** The root of the page's 128 leaves of 32 bytes. */
  byte[] root(ZeroHashes zeros) {
    if (dirty) {
      root = Arrays.copyOfRange(nodes(zeros), 32, 64);
      dirty = false;
    }
    return root;
  }

  /** All nodes of the page's tree, by generalized index. Subtrees of zeros are not hashed. */
  byte[] nodes(ZeroHashes zeros) {
    byte[] nodes = new byte[2 * LEAVES * 32];
    boolean[] isZero = new boolean[2 * LEAVES];
    for (int leaf = 0; leaf < LEAVES; leaf++) {
      long any = 0;
      for (int i = 4 * leaf; i < 4 * leaf + 4; i++) {
        BigEndian.putLong(nodes, LEAVES * 32 + 8 * i, words[i]);
        any |= words[i];
      }
      isZero[LEAVES + leaf] = any == 0;
    }
    Keccak256 keccak = new Keccak256();
    int height = 1;
    for (int first = LEAVES / 2; first > 0; first /= 2, height++) {
      byte[] zero = zeros.at(height);
      for (int i = first; i < 2 * first; i++) {
        if (isZero[2 * i] && isZero[2 * i + 1]) {
          isZero[i] = true;
          System.arraycopy(zero, 0, nodes, 32 * i, 32);
        } else {
          keccak.update(nodes, 64 * i, 64).digest(nodes, 32 * i);
        }
      }
    }
    return nodes;
  }
}
