package dev.kopi.core.batcher;

import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.primitives.Bytes;

/**
 * Bytes into a blob, encoding version 0: four field elements take 127 bytes in turn, three of which
 * are spread over the six usable bits of the elements' first bytes.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#blob-encoding">Blob encoding</a>
 */
public final class BlobEncoding {
  /** How many bytes of data fit into one: (4 × 31 + 3) × 1024 − 4. */
  public static final int MAX_DATA = 130_044;

  private static final int ROUNDS = 1024;
  private static final int ELEMENT = 32;

  private BlobEncoding() {}

  /**
   * Encodes.
   *
   * @throws IllegalArgumentException when there are more than {@link #MAX_DATA} bytes
   */
  public static byte[] encode(Bytes data) {
    int length = data.size();
    if (length > MAX_DATA) {
      throw new IllegalArgumentException(length + " bytes do not fit a blob");
    }
    byte[] source = data.unsafeArray();
    byte[] blob = new byte[Kzg.BLOB_BYTES];
    blob[2] = (byte) (length >> 16);
    blob[3] = (byte) (length >> 8);
    blob[4] = (byte) length;
    int at = 0;
    for (int round = 0; round < ROUNDS && at < length; round++) {
      int base = round * 4 * ELEMENT;
      int taken = round == 0 ? 4 : 0;
      at = copy(source, at, blob, base + 1 + taken, 31 - taken);
      int x = at < length ? source[at++] : 0;
      at = copy(source, at, blob, base + ELEMENT + 1, 31);
      int y = at < length ? source[at++] : 0;
      at = copy(source, at, blob, base + 2 * ELEMENT + 1, 31);
      int z = at < length ? source[at++] : 0;
      at = copy(source, at, blob, base + 3 * ELEMENT + 1, 31);
      blob[base] = (byte) (x & 0x3f);
      blob[base + ELEMENT] = (byte) ((y & 0x0f) | ((x & 0xc0) >> 2));
      blob[base + 2 * ELEMENT] = (byte) (z & 0x3f);
      blob[base + 3 * ELEMENT] = (byte) (((z & 0xc0) >> 2) | ((y & 0xf0) >> 4));
    }
    return blob;
  }

  private static int copy(byte[] source, int at, byte[] target, int offset, int most) {
    int n = Math.min(most, source.length - at);
    System.arraycopy(source, at, target, offset, n);
    return at + n;
  }
}
