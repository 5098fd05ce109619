package dev.kopi.adapters.p2p.wire;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** Reads that need more than one piece. */
public final class Reads {
  private static final int STEP = 1 << 16;

  private Reads() {}

  /** The memory for what is read. */
  @FunctionalInterface
  public interface Room {
    /**
     * Takes room for so many bytes; may wait.
     *
     * @throws IOException when there is none
     */
    void take(long bytes) throws IOException;
  }

  /**
   * Fills a part of an array.
   *
   * @throws EOFException when the peer ends before
   */
  public static void fully(ByteStream in, byte[] target, int offset, int length)
      throws IOException {
    int at = offset;
    while (at < offset + length) {
      int count = in.read(target, at, offset + length - at);
      if (count < 0) {
        throw new EOFException("the peer ended the stream");
      }
      at += count;
    }
  }

  /** Exactly so many bytes. Memory grows with what comes, not with what was announced. */
  public static byte[] exactly(ByteStream in, int length) throws IOException {
    byte[] out = new byte[Math.min(length, STEP)];
    fully(in, out, 0, out.length);
    while (out.length < length) {
      int have = out.length;
      out = Arrays.copyOf(out, (int) Math.min(length, 2L * have));
      fully(in, out, have, out.length - have);
    }
    return out;
  }

  /**
   * Exactly so many bytes, all of them within a time, however the peer drips them.
   *
   * @param room is asked before memory is taken
   * @throws IOException when they are not there in time, or there is no room
   */
  public static byte[] exactly(ByteStream in, int length, long nanos, Room room)
      throws IOException {
    long end = System.nanoTime() + nanos;
    room.take(Math.min(length, STEP));
    byte[] out = new byte[Math.min(length, STEP)];
    int have = 0;
    while (have < length) {
      if (have == out.length) {
        int size = (int) Math.min(length, 2L * have);
        room.take(size - have);
        out = Arrays.copyOf(out, size);
      }
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new IOException("the peer did not send " + length + " bytes in time");
      }
      in.readTimeout((int) Math.min(left, Integer.MAX_VALUE));
      int count = in.read(out, have, out.length - have);
      if (count < 0) {
        throw new EOFException("the peer ended the stream");
      }
      have += count;
    }
    return out;
  }

  /**
   * All bytes up to the end of the stream.
   *
   * @throws IOException when there are more than {@code max}
   */
  public static byte[] toEnd(ByteStream in, int max) throws IOException {
    byte[] out = new byte[Math.min(max, 4096)];
    int size = 0;
    while (true) {
      if (size == out.length) {
        if (size == max) {
          int more = in.read(new byte[1], 0, 1);
          if (more >= 0) {
            throw new IOException("the peer sends more than " + max + " bytes");
          }
          return out;
        }
        out = Arrays.copyOf(out, (int) Math.min(max, 2L * size));
      }
      int count = in.read(out, size, out.length - size);
      if (count < 0) {
        return Arrays.copyOf(out, size);
      }
      size += count;
    }
  }

  /**
   * An unsigned varint of at most 63 bits.
   *
   * @return −1 when the stream ends before its first byte
   */
  public static long varint(ByteStream in) throws IOException {
    byte[] one = new byte[1];
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      if (in.read(one, 0, 1) < 0) {
        if (shift == 0) {
          return -1;
        }
        throw new EOFException("the peer ended the stream within a length");
      }
      value |= (one[0] & 0x7fL) << shift;
      if (one[0] >= 0) {
        return value;
      }
    }
    throw new IOException("a length that does not end");
  }

  /**
   * A message with its length as a varint in front.
   *
   * @throws IOException when it is longer than {@code max}, before memory is taken for it
   */
  public static byte[] delimited(ByteStream in, int max) throws IOException {
    long length = varint(in);
    if (length < 0) {
      throw new EOFException("the peer ended the stream");
    }
    if (length > max) {
      throw new IOException("a message of " + length + " bytes, at most " + max + " are allowed");
    }
    return exactly(in, (int) length);
  }
}
