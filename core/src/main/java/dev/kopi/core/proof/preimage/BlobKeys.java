package dev.kopi.core.proof.preimage;

import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;

/**
 * The keys of a blob's field elements: keccak256(commitment ‖ the point at which the polynomial has
 * the element as its value).
 */
public final class BlobKeys {
  /** How many field elements a blob has. */
  public static final int ELEMENTS = 4096;

  /** How many bytes a field element has. */
  public static final int ELEMENT_BYTES = 32;

  private final byte[] input = new byte[Kzg.POINT_BYTES + ELEMENT_BYTES];
  private final Keccak256 keccak = new Keccak256();

  /** For the blob with a commitment of 48 bytes. */
  public BlobKeys(Bytes commitment) {
    commitment.copyTo(0, input, 0, Kzg.POINT_BYTES);
  }

  /** The key of the element at an index. */
  public PreimageKey key(int index) {
    Hash point = Points.BY_INDEX[index];
    point.writeTo(input, Kzg.POINT_BYTES);
    return PreimageKey.blob(keccak.update(input, 0, input.length).digest());
  }

  /** Commitment ‖ point of the element at an index: what its key is the hash of. */
  public Bytes keyInput(int index) {
    Points.BY_INDEX[index].writeTo(input, Kzg.POINT_BYTES);
    return Bytes.copyOf(input);
  }

  /** The points, computed when the first blob is read. */
  private static final class Points {
    static final Hash[] BY_INDEX = BlobPoints.all();
  }
}
