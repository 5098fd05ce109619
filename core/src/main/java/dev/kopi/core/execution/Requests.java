package dev.kopi.core.execution;

import dev.kopi.core.crypto.PortableSha256;
import dev.kopi.core.crypto.Sha256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/**
 * What the execution layer asks of the consensus layer: lists of requests of one type, each list as
 * its type byte and the requests' bytes.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7685">EIP-7685</a>
 */
public final class Requests {
  /** The hash of no requests. */
  public static final Hash EMPTY_HASH = hash(PortableSha256.INSTANCE, List.of());

  private Requests() {}

  /**
   * What the header holds: "sha256(sha256(requests_0) ++ sha256(requests_1) ++ …)", where lists
   * that are a type byte alone do not count.
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
