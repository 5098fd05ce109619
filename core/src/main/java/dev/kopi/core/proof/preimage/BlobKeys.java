package dev.kopi.core.proof.preimage;

import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/**
 * The keys of a blob's field elements: keccak256(commitment ‖ the point at which the polynomial has
 * the element as its value). The points are the 4096th roots of unity in bit-reversed order.
 *
 * @see <a
 *     href="https://github.com/ethereum/consensus-specs/blob/dev/specs/deneb/polynomial-commitments.md">Polynomial
 *     commitments</a>
 */
public final class BlobKeys {
  /** How many field elements a blob has. */
  public static final int ELEMENTS = 4096;

  /** How many bytes a field element has. */
  public static final int ELEMENT_BYTES = 32;

  private static final int LOG_ELEMENTS = 12;

  private static final BigInteger MODULUS =
      new BigInteger(
          "52435875175126190479447740508185965837690552500527637822603658699938581184513");

  /** A root of unity of order 2^32. */
  private static final BigInteger ROOT =
      new BigInteger(
          "10238227357739495823651030575849232062558860180284477541189508159991286009131");

  private static final int LOG_ROOT_ORDER = 32;

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
    static final Hash[] BY_INDEX = compute();

    private static Hash[] compute() {
      BigInteger generator = ROOT;
      for (int i = LOG_ELEMENTS; i < LOG_ROOT_ORDER; i++) {
        generator = generator.multiply(generator).mod(MODULUS);
      }
      Hash[] points = new Hash[ELEMENTS];
      BigInteger current = BigInteger.ONE;
      for (int i = 0; i < ELEMENTS; i++) {
        int reversed = Integer.reverse(i) >>> (Integer.SIZE - LOG_ELEMENTS);
        points[reversed] = UInt256.of(current).toHash();
        current = current.multiply(generator).mod(MODULUS);
      }
      return points;
    }
  }
}
