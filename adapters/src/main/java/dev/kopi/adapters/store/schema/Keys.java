package dev.kopi.adapters.store.schema;

import dev.kopi.adapters.store.kv.Table;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.Arrays;

/** Encodes the keys of the database, as {@link Table} describes them. */
public final class Keys {
  /** Ends the path of a node in its history: above every nibble. */
  private static final byte END_OF_PATH = 0x10;

  private Keys() {}

  /** A block number. */
  public static byte[] number(long number) {
    byte[] out = new byte[8];
    BigEndian.putLong(out, 0, number);
    return out;
  }

  /** Number and hash of a block. */
  public static byte[] block(long number, Hash hash) {
    byte[] out = new byte[40];
    BigEndian.putLong(out, 0, number);
    hash.writeTo(out, 8);
    return out;
  }

  /** A storage slot, by hashes. */
  public static byte[] slot(Hash account, Hash slot) {
    byte[] out = new byte[64];
    account.writeTo(out, 0);
    slot.writeTo(out, 32);
    return out;
  }

  /** A trie node; owner zero is the account trie. */
  public static byte[] node(Hash owner, Bytes path) {
    byte[] out = new byte[32 + path.size()];
    owner.writeTo(out, 0);
    path.copyTo(0, out, 32, path.size());
    return out;
  }

  /** The table with the history of a table of the state. */
  public static Table historyOf(Table table) {
    return switch (table) {
      case ACCOUNT -> Table.ACCOUNT_HISTORY;
      case SLOT -> Table.SLOT_HISTORY;
      case NODE -> Table.NODE_HISTORY;
      default -> throw new IllegalArgumentException(table + " has no history");
    };
  }

  /** The key in the history table of what an entry was before a block changed it. */
  public static byte[] history(Table table, byte[] key, long number) {
    int end = table == Table.NODE ? 1 : 0;
    byte[] out = Arrays.copyOf(key, key.length + end + 8);
    if (end == 1) {
      out[key.length] = END_OF_PATH;
    }
    BigEndian.putLong(out, key.length + end, number);
    return out;
  }

  /** The block number at the end of a history key. */
  public static long lastNumber(byte[] key) {
    return BigEndian.getLong(key, key.length - 8);
  }

  /** Whether two history keys are about the same entry. */
  public static boolean sameEntry(byte[] a, byte[] b) {
    return a.length == b.length && Arrays.equals(a, 0, a.length - 8, b, 0, b.length - 8);
  }

  /** Whether a key starts with a prefix. */
  public static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
