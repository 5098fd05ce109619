package dev.kopi.core.cannon.memory;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.platform.BigEndian;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * 4,096 bytes of memory, as 512 big-endian words of 64 bits. Holds the decoded instructions of code
 * that ran here.
 */
public final class Page {
  /** Bytes in a page. */
  public static final int SIZE = 4096;

  /** The number of address bits within a page. */
  public static final int ADDRESS_BITS = 12;

  static final int LEAVES = SIZE / 32;

  /** Reads as zeros; never written to. */
  static final Page ABSENT = new Page(-1);

  private final long index;
  private final long[] words = new long[SIZE / 8];

  /** One entry an instruction, 0 where it is not decoded; null while no code ran here. */
  private long @Nullable [] code;

  private boolean dirty = true;
  private byte[] root = new byte[32];

  Page(long index) {
    this.index = index;
  }

  /** The address of the page's first byte, divided by the size of a page. */
  public long index() {
    return index;
  }

  /** The words, by offset in bytes divided by 8. Written only by {@link PagedMemory}. */
  public long[] words() {
    return words;
  }

  /** The cache of decoded instructions, made when there is none. */
  public long[] code() {
    long[] cached = code;
    if (cached == null) {
      cached = new long[SIZE / 4];
      code = cached;
    }
    return cached;
  }

  /** Sets a word; false when nothing else has to know, since the page was changed before. */
  boolean set(int word, long value) {
    words[word] = value;
    long[] cached = code;
    if (cached != null) {
      cached[2 * word] = 0;
      cached[2 * word + 1] = 0;
    }
    if (dirty) {
      return false;
    }
    dirty = true;
    return true;
  }

  /** The root of the page's 128 leaves of 32 bytes. */
  byte[] root() {
    if (dirty) {
      root = Arrays.copyOfRange(nodes(), 32, 64);
      dirty = false;
    }
    return root;
  }

  /** All nodes of the page's tree, by generalized index. */
  byte[] nodes() {
    byte[] nodes = new byte[2 * LEAVES * 32];
    for (int i = 0; i < words.length; i++) {
      BigEndian.putLong(nodes, LEAVES * 32 + 8 * i, words[i]);
    }
    for (int i = LEAVES - 1; i > 0; i--) {
      byte[] hash = Keccak256.hash(nodes, 64 * i, 64).toArray();
      System.arraycopy(hash, 0, nodes, 32 * i, 32);
    }
    return nodes;
  }
}
