package dev.kopi.core.execution.fee;

import dev.kopi.core.primitives.Bytes;

/**
 * The size of data compressed with FastLZ (level 1), by which the L1 data of a transaction is
 * estimated since Fjord.
 *
 * @see <a href="https://specs.optimism.io/protocol/fjord/exec-engine.html#fees">Fjord fees</a>
 */
public final class FastLz {
  private static final int HASH_SIZE = 1 << 13;
  private static final int MAX_DISTANCE = 0x1fff;
  private static final int MAX_LITERALS = 32;
  private static final int MAX_MATCH = 262;

  private FastLz() {}

  /** The length of the compressed bytes. */
  public static int compressedSize(Bytes input) {
    byte[] in = input.unsafeArray();
    int[] lastSeen = new int[HASH_SIZE];
    int size = 0;
    // Literals from here on are not counted yet.
    int anchor = 0;
    int limit = Math.max(0, in.length - 13);
    int at = 2;
    while (at < limit) {
      int match = 0;
      boolean found = false;
      while (at < limit && !found) {
        int three = three(in, at);
        int slot = hash(three);
        match = lastSeen[slot];
        lastSeen[slot] = at;
        found = at - match <= MAX_DISTANCE && three == three(in, match);
        at++;
      }
      // A match that starts at the last position is ignored.
      if (at >= limit) {
        break;
      }
      at--;
      size += literals(at - anchor);
      int length = matchLength(in, match + 3, at + 3);
      size += 3 * ((length - 1) / MAX_MATCH) + ((length - 1) % MAX_MATCH >= 6 ? 3 : 2);
      at += length;
      lastSeen[hash(three(in, at))] = at;
      at++;
      lastSeen[hash(three(in, at))] = at;
      at++;
      anchor = at;
    }
    return size + literals(in.length - anchor);
  }

  private static int literals(int count) {
    int rest = count % MAX_LITERALS;
    return (MAX_LITERALS + 1) * (count / MAX_LITERALS) + (rest == 0 ? 0 : rest + 1);
  }

  /** How many bytes are equal, the first that is not included. */
  private static int matchLength(byte[] in, int p, int q) {
    int most = in.length - 4 - q;
    int length = 0;
    while (length < most) {
      if (in[p + length] != in[q + length]) {
        return length + 1;
      }
      length++;
    }
    return length;
  }

  private static int three(byte[] in, int at) {
    return (in[at] & 0xff) | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff) << 16;
  }

  private static int hash(int three) {
    return (three * 0x9e3779b9) >>> 19 & (HASH_SIZE - 1);
  }
}
