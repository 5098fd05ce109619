package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;

/**
 * Decodes blobs, encoding version 0: four field elements of 32 bytes carry 127 bytes in turn, 31 in
 * each and three more spread over the six usable bits of their first bytes. The first element also
 * holds version and length.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#blob-encoding">Blob encoding</a>
 */
public final class BlobDecoding {
  private static final int MAX_DATA = (4 * 31 + 3) * 1024 - 4;
  private static final int ROUNDS = 1024;

  private BlobDecoding() {}

  /**
   * Decodes.
   *
   * @throws DecodeException when the blob does not follow the encoding: another version, a length
   *     that does not fit, a field element above 254 bits, or anything behind the data
   */
  public static Bytes decode(Bytes blob) {
    byte[] in = blob.unsafeArray();
    require(in.length == Kzg.BLOB_BYTES, "not 131,072 bytes");
    require(in[1] == 0, "unknown version");
    int length = (in[2] & 0xff) << 16 | (in[3] & 0xff) << 8 | (in[4] & 0xff);
    require(length <= MAX_DATA, "length does not fit");
    // Laid out as if version and length were data: four bytes in front.
    byte[] out = new byte[MAX_DATA + 4];
    int to = 0;
    int from = 0;
    // The upper bits of the very first byte are ignored.
    for (int round = 0; round < ROUNDS && (round == 0 || to < length + 4); round++) {
      for (int element = 0; element < 4; element++) {
        boolean free = round == 0 && element == 0;
        require(free || (in[from + 32 * element] & 0xc0) == 0, "field element too large");
        System.arraycopy(in, from + 32 * element + 1, out, to + 32 * element, 31);
      }
      int a = in[from];
      int b = in[from + 32];
      int c = in[from + 64];
      int d = in[from + 96];
      out[to + 31] = (byte) ((a & 0x3f) | (b & 0x30) << 2);
      out[to + 63] = (byte) ((b & 0x0f) | (d & 0x0f) << 4);
      out[to + 95] = (byte) ((c & 0x3f) | (d & 0x30) << 2);
      from += 128;
      to += 127;
    }
    require(isZero(out, length + 4, out.length), "data behind the end");
    require(isZero(in, from, in.length), "data behind the end");
    return Bytes.copyOf(out, 4, length);
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new DecodeException("blob: " + message);
    }
  }
}
