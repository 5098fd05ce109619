package dev.kopi.core.p2p.peer;

import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;

/**
 * An ECDSA signature in DER: a sequence of two integers.
 *
 * @param r the first
 * @param s the second
 */
public record DerSignature(UInt256 r, UInt256 s) {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  /**
   * Reads DER.
   *
   * @throws DecodeException when it is malformed
   */
  public static DerSignature decode(byte[] in) {
    require(in.length >= 8 && in.length <= 72 && in[0] == SEQUENCE && in[1] == in.length - 2);
    int rEnd = integerEnd(in, 2);
    int sEnd = integerEnd(in, rEnd);
    require(sEnd == in.length);
    return new DerSignature(integer(in, 4, rEnd), integer(in, rEnd + 2, sEnd));
  }

  private static int integerEnd(byte[] in, int at) {
    require(in.length - at >= 3 && in[at] == INTEGER && in[at + 1] > 0);
    int end = at + 2 + in[at + 1];
    require(end <= in.length);
    return end;
  }

  private static UInt256 integer(byte[] in, int from, int end) {
    boolean padded = in[from] == 0;
    require(in[from] >= 0 && (!padded || end - from == 1 || in[from + 1] < 0));
    int start = padded && end - from > 1 ? from + 1 : from;
    require(end - start <= 32);
    return UInt256.fromBytes(in, start, end - start);
  }

  /** The DER. */
  public byte[] encode() {
    byte[] first = r.toBigInteger().toByteArray();
    byte[] second = s.toBigInteger().toByteArray();
    byte[] out = new byte[6 + first.length + second.length];
    out[0] = SEQUENCE;
    out[1] = (byte) (out.length - 2);
    put(out, 2, first);
    put(out, 4 + first.length, second);
    return out;
  }

  private static void put(byte[] out, int at, byte[] number) {
    out[at] = INTEGER;
    out[at + 1] = (byte) number.length;
    System.arraycopy(number, 0, out, at + 2, number.length);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new DecodeException("signature: not DER");
    }
  }
}
