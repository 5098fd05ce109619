package dev.kopi.core.chain.receipt;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/** The filter of 2048 bits over the addresses and topics of logs (Yellow Paper, 4.3.1). */
public final class Bloom {
  /** The filter of no logs. */
  public static final Bytes EMPTY = Bytes.wrap(new byte[256]);

  private Bloom() {}

  /** The filter of some logs. */
  public static Bytes of(List<Log> logs) {
    if (logs.isEmpty()) {
      return EMPTY;
    }
    byte[] bits = new byte[256];
    for (Log log : logs) {
      add(bits, Keccak256.hash(log.address().toArray()));
      for (Hash topic : log.topics()) {
        add(bits, Keccak256.hash(topic.toArray()));
      }
    }
    return Bytes.wrap(bits);
  }

  /** The filter that holds whatever one of {@code parts} holds. */
  public static Bytes union(List<Bytes> parts) {
    byte[] bits = new byte[256];
    for (Bytes part : parts) {
      byte[] more = part.unsafeArray();
      for (int i = 0; i < bits.length; i++) {
        bits[i] |= more[i];
      }
    }
    return Bytes.wrap(bits);
  }

  /** Whether a value with this keccak256 may be in the filter. */
  public static boolean mayContain(Bytes bloom, Hash keccak) {
    byte[] bits = bloom.unsafeArray();
    for (int i = 0; i < 3; i++) {
      int bit = bit(keccak, i);
      if ((bits[255 - bit / 8] & (1 << (bit % 8))) == 0) {
        return false;
      }
    }
    return true;
  }

  private static void add(byte[] bits, Hash keccak) {
    for (int i = 0; i < 3; i++) {
      int bit = bit(keccak, i);
      bits[255 - bit / 8] |= (byte) (1 << (bit % 8));
    }
  }

  private static int bit(Hash keccak, int pair) {
    return (int) (keccak.word(0) >>> (48 - 16 * pair)) & 2047;
  }
}
