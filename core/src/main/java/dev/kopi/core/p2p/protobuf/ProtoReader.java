package dev.kopi.core.p2p.protobuf;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a message of Protocol Buffers, field by field. Lengths are checked before memory is taken.
 * Every method throws {@link DecodeException} when the message is malformed.
 */
public final class ProtoReader {
  static final int VARINT = 0;
  static final int LENGTH_DELIMITED = 2;
  private static final int FIXED64 = 1;
  private static final int FIXED32 = 5;
  private static final int MAX_FIELD = (1 << 29) - 1;

  private final byte[] in;
  private final int end;
  private int at;
  private int wireType;

  /** Reads an array. */
  public ProtoReader(byte[] in) {
    this(in, 0, in.length);
  }

  private ProtoReader(byte[] in, int from, int end) {
    this.in = in;
    this.at = from;
    this.end = end;
  }

  /** The number of the next field, or 0 at the end. Its value must be read or skipped next. */
  public int next() {
    if (at == end) {
      return 0;
    }
    long tag = varint();
    wireType = (int) tag & 7;
    long field = tag >>> 3;
    require(field > 0 && field <= MAX_FIELD, "number of a field");
    return (int) field;
  }

  /** The value of a field of the wire type 0. */
  public long number() {
    require(wireType == VARINT, "wire type");
    return varint();
  }

  /** The value of a boolean field. */
  public boolean bool() {
    return number() != 0;
  }

  /** A copy of the bytes of a field. */
  public Bytes bytes() {
    int length = length();
    at += length;
    return Bytes.copyOf(in, at - length, length);
  }

  /** The text of a field. */
  public String text() {
    int length = length();
    at += length;
    return new String(in, at - length, length, StandardCharsets.UTF_8);
  }

  /** A reader of the message in a field. */
  public ProtoReader message() {
    int length = length();
    at += length;
    return new ProtoReader(in, at - length, at);
  }

  /** Passes over the value of a field. */
  public void skip() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case LENGTH_DELIMITED -> advance(length());
      case FIXED32 -> advance(4);
      default -> throw new DecodeException("protobuf: wire type " + wireType);
    }
  }

  private void advance(int bytes) {
    require(end - at >= bytes, "the message ends within a field");
    at += bytes;
  }

  private int length() {
    require(wireType == LENGTH_DELIMITED, "wire type");
    long length = varint();
    require(length >= 0 && length <= end - at, "length of a field");
    return (int) length;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      require(at < end, "the message ends within a number");
      int b = in[at++];
      require(shift < 63 || (b & 0xff) <= 1, "a number exceeds 64 bits");
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new DecodeException("protobuf: a number does not end");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new DecodeException("protobuf: " + what);
    }
  }
}
