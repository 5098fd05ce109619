package dev.kopi.adapters.compression;

import dev.kopi.core.compress.SnappyBlock;
import dev.kopi.core.primitives.DecodeException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The Snappy framing format. Checksums are verified; the output is bounded.
 *
 * @see <a href="https://github.com/google/snappy/blob/main/framing_format.txt">Snappy framing
 *     format</a>
 */
public final class SnappyFrames {
  private static final int MAX_CHUNK_BYTES = 65_536;
  private static final int COMPRESSED = 0x00;
  private static final int PLAIN = 0x01;
  private static final int FIRST_SKIPPABLE = 0x80;
  private static final int IDENTIFIER = 0xff;
  private static final byte[] START = {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};

  private SnappyFrames() {}

  /**
   * Decodes a whole stream of frames.
   *
   * @param from where in {@code in} it starts
   * @param max the most bytes that may come out
   * @throws DecodeException when it is malformed or longer
   */
  public static byte[] decode(byte[] in, int from, int max) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = from;
    while (at < in.length) {
      require(in.length - at >= 4);
      int type = in[at] & 0xff;
      int length = (int) little(in, at + 1, 3);
      int start = at + 4;
      require(in.length - start >= length);
      require(type == IDENTIFIER ? isStart(in, at, length) : at != from);
      at = start + length;
      if (type >= FIRST_SKIPPABLE) {
        continue;
      }
      require((type == COMPRESSED || type == PLAIN) && length >= 4);
      int size = out.size();
      if (type == COMPRESSED) {
        byte[] chunk = SnappyBlock.decode(in, start + 4, at, Math.min(MAX_CHUNK_BYTES, max - size));
        require(masked(chunk, 0, chunk.length) == little(in, start, 4));
        out.writeBytes(chunk);
      } else {
        int plain = length - 4;
        require(plain <= Math.min(MAX_CHUNK_BYTES, max - size));
        require(masked(in, start + 4, plain) == little(in, start, 4));
        out.write(in, start + 4, plain);
      }
    }
    return out.toByteArray();
  }

  private static boolean isStart(byte[] in, int at, int length) {
    return length == 6 && Arrays.equals(in, at, at + START.length, START, 0, START.length);
  }

  /** Encodes bytes as a stream of frames. */
  public static byte[] encode(byte[] in) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(START.length + in.length / 2);
    out.writeBytes(START);
    for (int at = 0; at < in.length; at += MAX_CHUNK_BYTES) {
      int size = Math.min(MAX_CHUNK_BYTES, in.length - at);
      byte[] compressed = SnappyBlock.encode(in, at, size);
      boolean smaller = compressed.length < size - size / 8;
      out.write(smaller ? COMPRESSED : PLAIN);
      little(out, 4 + (smaller ? compressed.length : size), 3);
      little(out, masked(in, at, size), 4);
      if (smaller) {
        out.writeBytes(compressed);
      } else {
        out.write(in, at, size);
      }
    }
    return out.toByteArray();
  }

  private static long masked(byte[] in, int from, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(in, from, length);
    int value = (int) checksum.getValue();
    return (Integer.rotateRight(value, 15) + 0xa282ead8) & 0xffffffffL;
  }

  private static long little(byte[] in, int at, int bytes) {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | (in[at + i] & 0xff);
    }
    return value;
  }

  private static void little(ByteArrayOutputStream out, long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> 8 * i));
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new DecodeException("snappy: malformed frames");
    }
  }
}
