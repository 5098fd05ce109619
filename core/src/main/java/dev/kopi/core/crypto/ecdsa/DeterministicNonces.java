package dev.kopi.core.crypto.ecdsa;

import dev.kopi.core.crypto.hash.HmacSha256;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Arrays;

/**
 * The nonces of RFC 6979 for secp256k1 and SHA-256: the first is used unless it makes no valid
 * signature.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6979#section-3.2">RFC 6979, section 3.2</a>
 */
final class DeterministicNonces {
  private byte[] k = new byte[32];
  private byte[] v = new byte[32];
  private boolean first = true;

  DeterministicNonces(Hash hash, PrivateKey key) {
    UInt256 number = hash.toUInt256();
    byte[] message =
        (number.compareTo(Secp256k1.ORDER) < 0 ? number : number.subtract(Secp256k1.ORDER))
            .toArray();
    byte[] secret = key.toArray();
    Arrays.fill(v, (byte) 1);
    k = HmacSha256.of(k, v, new byte[] {0}, secret, message);
    v = HmacSha256.of(k, v);
    k = HmacSha256.of(k, v, new byte[] {1}, secret, message);
    v = HmacSha256.of(k, v);
  }

  /** The next nonce, from 1 to n − 1. */
  UInt256 next() {
    while (true) {
      if (!first) {
        k = HmacSha256.of(k, v, new byte[] {0});
        v = HmacSha256.of(k, v);
      }
      first = false;
      v = HmacSha256.of(k, v);
      UInt256 nonce = UInt256.fromBytes(v);
      if (!nonce.isZero() && nonce.compareTo(Secp256k1.ORDER) < 0) {
        return nonce;
      }
    }
  }
}
