package dev.kopi.adapters.store;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.Arrays;

/** The keys of the database, as {@link Kind} describes them. */
final class Keys {
  /** Ends the path of a node in its history: above every nibble. */
  private static final byte END_OF_PATH = 0x10;

  private Keys() {}

  static byte[] number(long number) {
    byte[] out = new byte[8];
    BigEndian.putLong(out, 0, number);
    return out;
  }

  static byte[] block(long number, Hash hash) {
    byte[] out = new byte[40];
    BigEndian.putLong(out, 0, number);
    hash.writeTo(out, 8);
    return out;
  }

  static byte[] slot(Hash account, Hash slot) {
    byte[] out = new byte[64];
    account.writeTo(out, 0);
    slot.writeTo(out, 32);
    return out;
  }

  static byte[] node(Hash owner, Bytes path) {
    byte[] out = new byte[32 + path.size()];
    owner.writeTo(out, 0);
    path.copyTo(0, out, 32, path.size());
    return out;
  }

  /** The kind of the history of entries of this kind. */
  static Kind historyOf(Kind kind) {
    return switch (kind) {
      case ACCOUNT -> Kind.ACCOUNT_HISTORY;
      case SLOT -> Kind.SLOT_HISTORY;
      case NODE -> Kind.NODE_HISTORY;
      default -> throw new IllegalArgumentException(kind + " has no history");
    };
  }

  /** The key of what an entry was before a block changed it. */
  static byte[] history(Kind kind, byte[] key, long number) {
    int end = kind == Kind.NODE ? 1 : 0;
    byte[] out = Arrays.copyOf(key, key.length + end + 8);
    if (end == 1) {
      out[key.length] = END_OF_PATH;
    }
    BigEndian.putLong(out, key.length + end, number);
    return out;
  }

  /** The number at the end of a key of history. */
  static long lastNumber(byte[] key) {
    return BigEndian.getLong(key, key.length - 8);
  }

  /** Whether two keys of history are about the same entry. */
  static boolean sameEntry(byte[] a, byte[] b) {
    return a.length == b.length && Arrays.equals(a, 0, a.length - 8, b, 0, b.length - 8);
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
