package dev.kopi.core.p2p.record;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;

/**
 * The entry {@code opstack} of a node record: which chain the node follows.
 *
 * @param chainId the L2 chain's id, unsigned
 * @param version 0, unsigned
 * @see <a href="https://specs.optimism.io/protocol/rollup-node-p2p.html#structure">Structure</a>
 */
public record OpStackEntry(long chainId, long version) {
  /** The key in the record. */
  public static final String KEY = "opstack";

  private static final int MAX_VARINT_BYTES = 10;

  /**
   * Reads the entry's bytes. Bytes after the version are left to later versions.
   *
   * @throws DecodeException when a number is missing, does not end or exceeds 64 bits
   */
  public static OpStackEntry decode(Bytes entry) {
    int end = varintEnd(entry, 0);
    return new OpStackEntry(varint(entry, 0, end), varint(entry, end, varintEnd(entry, end)));
  }

  /** The entry's bytes. */
  public Bytes encode() {
    byte[] out = new byte[2 * MAX_VARINT_BYTES];
    int end = write(version, out, write(chainId, out, 0));
    return Bytes.copyOf(out, 0, end);
  }

  /** Whether a node of this chain wants such a peer. */
  public boolean isOf(UInt256 chain) {
    return version == 0 && chain.equals(UInt256.of(chainId));
  }

  private static int varintEnd(Bytes in, int from) {
    for (int at = from; at < in.size() && at < from + MAX_VARINT_BYTES; at++) {
      if (in.get(at) >= 0) {
        return at + 1;
      }
    }
    throw new DecodeException("opstack: a number does not end");
  }

  private static long varint(Bytes in, int from, int end) {
    long value = 0;
    for (int at = from; at < end; at++) {
      int shift = 7 * (at - from);
      if (shift == 63 && (in.get(at) & 0xff) > 1) {
        throw new DecodeException("opstack: a number exceeds 64 bits");
      }
      value |= (in.get(at) & 0x7fL) << shift;
    }
    return value;
  }

  private static int write(long value, byte[] out, int from) {
    int at = from;
    long rest = value;
    for (; rest < 0 || rest >= 0x80; rest >>>= 7) {
      out[at++] = (byte) (rest | 0x80);
    }
    out[at++] = (byte) rest;
    return at;
  }
}
