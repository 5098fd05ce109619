package dev.kopi.core.trie;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.util.Arrays;

/**
 * Paths through a trie: arrays of nibbles, one a byte, and their packed form in nodes.
 *
 * @see <a
 *     href="https://ethereum.org/developers/docs/data-structures-and-encoding/patricia-merkle-trie/">Hex-prefix
 *     encoding</a>
 */
final class Nibbles {
  private static final int ODD = 1;
  private static final int LEAF = 2;

  private Nibbles() {}

  /** The nibbles of a key. */
  static byte[] of(Bytes key) {
    byte[] out = new byte[2 * key.size()];
    for (int i = 0; i < key.size(); i++) {
      int b = key.get(i);
      out[2 * i] = (byte) ((b >> 4) & 15);
      out[2 * i + 1] = (byte) (b & 15);
    }
    return out;
  }

  /** The 64 nibbles of a hashed key. */
  static byte[] of(Hash key) {
    byte[] out = new byte[64];
    for (int word = 0; word < 4; word++) {
      long bits = key.word(word);
      for (int i = 0; i < 16; i++) {
        out[16 * word + i] = (byte) ((bits >>> (60 - 4 * i)) & 15);
      }
    }
    return out;
  }

  /** How many nibbles {@code path} and {@code key} from {@code depth} on have in common. */
  static int common(byte[] path, byte[] key, int depth) {
    int limit = Math.min(path.length, key.length - depth);
    int n = 0;
    while (n < limit && path[n] == key[depth + n]) {
      n++;
    }
    return n;
  }

  /** One path after another. */
  static byte[] join(byte[] first, byte[] second) {
    byte[] out = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, out, first.length, second.length);
    return out;
  }

  /** A path that starts with {@code nibble}. */
  static byte[] join(int nibble, byte[] rest) {
    byte[] out = new byte[1 + rest.length];
    out[0] = (byte) nibble;
    System.arraycopy(rest, 0, out, 1, rest.length);
    return out;
  }

  /** The packed form: a flag nibble that says leaf or extension and odd or even, then the path. */
  static byte[] pack(byte[] path, boolean leaf) {
    boolean odd = path.length % 2 == 1;
    byte[] out = new byte[1 + path.length / 2];
    int from = odd ? 1 : 0;
    int flag = (leaf ? LEAF : 0) | (odd ? ODD : 0);
    out[0] = (byte) (flag << 4 | (odd ? path[0] : 0));
    for (int i = 1; i < out.length; i++) {
      out[i] = (byte) (path[from + 2 * i - 2] << 4 | path[from + 2 * i - 1]);
    }
    return out;
  }

  /** Whether a packed path belongs to a leaf. */
  static boolean packedIsLeaf(Bytes packed) {
    return !packed.isEmpty() && (packed.get(0) >> 4 & LEAF) != 0;
  }

  /**
   * The path of a packed form.
   *
   * @throws DecodeException when the flag nibble is unknown or the padding is not zero
   */
  static byte[] unpack(Bytes packed) {
    if (packed.isEmpty()) {
      throw new DecodeException("trie node: an empty path");
    }
    int flag = packed.get(0) >> 4 & 15;
    boolean odd = (flag & ODD) != 0;
    if (flag > (ODD | LEAF) || (!odd && (packed.get(0) & 15) != 0)) {
      throw new DecodeException("trie node: a path that is not hex-prefix encoded");
    }
    byte[] all = of(packed);
    return Arrays.copyOfRange(all, odd ? 1 : 2, all.length);
  }
}
