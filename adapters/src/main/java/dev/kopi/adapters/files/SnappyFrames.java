package dev.kopi.adapters.files;

import dev.kopi.core.primitives.DecodeException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Decodes the Snappy framing format. Checksums are verified; the output is bounded.
 *
 * @see <a href="https://github.com/google/snappy/blob/main/framing_format.txt">Snappy framing
 *     format</a>
 * @see <a href="https://github.com/google/snappy/blob/main/format_description.txt">Snappy
 *     format</a>
 */
final class SnappyFrames {
  private static final int MAX_CHUNK_BYTES = 65_536;
  private static final int MAX_BYTES = 1 << 28;
  private static final int COMPRESSED = 0x00;
  private static final int PLAIN = 0x01;
  private static final int FIRST_SKIPPABLE = 0x80;

  private SnappyFrames() {}

  /**
   * Decodes a whole stream of frames.
   *
   * @throws DecodeException when it is malformed
   */
  static byte[] decode(byte[] in) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4 * in.length);
    int at = 0;
    while (at < in.length) {
      require(in.length - at >= 4);
      int type = in[at] & 0xff;
      int length = (int) little(in, at + 1, 3);
      int start = at + 4;
      require(in.length - start >= length);
      at = start + length;
      if (type >= FIRST_SKIPPABLE) {
        continue;
      }
      require((type == COMPRESSED || type == PLAIN) && length >= 4);
      byte[] chunk =
          type == COMPRESSED ? block(in, start + 4, at) : Arrays.copyOfRange(in, start + 4, at);
      require(chunk.length <= MAX_CHUNK_BYTES && out.size() + chunk.length <= MAX_BYTES);
      require(masked(chunk) == little(in, start, 4));
      out.writeBytes(chunk);
    }
    return out.toByteArray();
  }

  private static long masked(byte[] chunk) {
    CRC32C checksum = new CRC32C();
    checksum.update(chunk, 0, chunk.length);
    int value = (int) checksum.getValue();
    return (Integer.rotateRight(value, 15) + 0xa282ead8) & 0xffffffffL;
  }

  private static byte[] block(byte[] in, int from, int end) {
    int at = from;
    long size = 0;
    int shift = 0;
    while (true) {
      require(at < end && shift <= 28);
      int b = in[at++];
      size |= (b & 0x7fL) << shift;
      shift += 7;
      if (b >= 0) {
        break;
      }
    }
    require(size <= MAX_CHUNK_BYTES);
    byte[] out = new byte[(int) size];
    int filled = 0;
    while (at < end) {
      int tag = in[at++] & 0xff;
      int kind = tag & 3;
      if (kind == 0) {
        long length = (tag >> 2) + 1L;
        if (length > 60) {
          int bytes = (int) length - 60;
          require(end - at >= bytes);
          length = little(in, at, bytes) + 1;
          at += bytes;
        }
        require(length <= end - at && length <= out.length - filled);
        System.arraycopy(in, at, out, filled, (int) length);
        at += (int) length;
        filled += (int) length;
        continue;
      }
      int more = kind == 1 ? 1 : kind == 2 ? 2 : 4;
      require(end - at >= more);
      long offset = little(in, at, more) | (kind == 1 ? (tag & 0xe0L) << 3 : 0);
      int length = kind == 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
      at += more;
      require(offset > 0 && offset <= filled && length <= out.length - filled);
      for (int i = 0; i < length; i++, filled++) {
        out[filled] = out[filled - (int) offset];
      }
    }
    require(filled == out.length);
    return out;
  }

  private static long little(byte[] in, int at, int bytes) {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | (in[at + i] & 0xff);
    }
    return value;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new DecodeException("snappy: malformed frames");
    }
  }
}
