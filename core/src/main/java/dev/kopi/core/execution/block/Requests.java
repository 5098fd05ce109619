package dev.kopi.core.execution.block;

import dev.kopi.core.crypto.hash.PortableSha256;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/**
 * Execution layer requests: one list for each type, as the type byte followed by the requests'
 * bytes.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7685">EIP-7685</a>
 */
public final class Requests {
  /** The requests hash of a block without requests. */
  public static final Hash EMPTY_HASH = hash(PortableSha256.INSTANCE, List.of());

  private Requests() {}

  /**
   * The requests hash of the header: "sha256(sha256(requests_0) ++ sha256(requests_1) ++ …)",
   * without lists that hold only the type byte.
   *
   * @param requests in ascending order of their types
   */
  public static Hash hash(Sha256 sha256, List<Bytes> requests) {
    byte[] joined = new byte[32 * requests.size()];
    int length = 0;
    for (Bytes one : requests) {
      if (one.size() > 1) {
        System.arraycopy(sha256.hash(one.unsafeArray()), 0, joined, length, 32);
        length += 32;
      }
    }
    return Hash.of(sha256.hash(joined, 0, length));
  }
}
