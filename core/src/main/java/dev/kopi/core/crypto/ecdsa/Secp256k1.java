package dev.kopi.core.crypto.ecdsa;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * ECDSA on secp256k1. Public keys are 64 bytes: x and y, big-endian, without the prefix 0x04.
 *
 * @see <a href="https://www.secg.org/sec1-v2.pdf">SEC 1</a>
 */
public interface Secp256k1 {
  /** The order n of the group. */
  UInt256 ORDER =
      UInt256.ofWords(
          0xffffffffffffffffL, 0xfffffffffffffffeL, 0xbaaedce6af48a03bL, 0xbfd25e8cd0364141L);

  /** n / 2: the largest s that EIP-2 allows in a transaction. */
  UInt256 HALF_ORDER =
      UInt256.ofWords(
          0x7fffffffffffffffL, 0xffffffffffffffffL, 0x5d576e7357a4501dL, 0xdfe92f46681b20a0L);

  /**
   * The public key that made a signature; s may be high.
   *
   * @param recoveryId bit 0: y of the nonce point is odd; bit 1: its x was at least n
   * @return null when no key exists, or an argument is out of its range
   */
  byte @Nullable [] recover(Hash hash, UInt256 r, UInt256 s, int recoveryId);

  /** Signs with the deterministic nonce of RFC 6979; s is in the lower half. */
  Secp256k1Signature sign(Hash hash, PrivateKey key);

  /** Whether a signature holds; one with s in the upper half does not. */
  boolean verify(Hash hash, UInt256 r, UInt256 s, byte[] publicKey);

  /** The public key of a private key. */
  byte[] publicKey(PrivateKey key);

  /**
   * The public key multiplied with the private one: the shared point of a Diffie-Hellman exchange.
   *
   * @return null when the public key is not a point of the curve
   */
  byte @Nullable [] multiply(byte[] publicKey, PrivateKey key);

  /** The account whose key made a signature, or null as {@link #recover}. */
  default @Nullable Address recoverAddress(Hash hash, UInt256 r, UInt256 s, int recoveryId) {
    byte[] publicKey = recover(hash, r, s, recoveryId);
    return publicKey == null ? null : addressOf(publicKey);
  }

  /** The account of a private key. */
  default Address address(PrivateKey key) {
    return addressOf(publicKey(key));
  }

  /** The account of a public key: the last 20 bytes of its hash. */
  static Address addressOf(byte[] publicKey) {
    return Address.fromWord(Keccak256.hash(publicKey).toUInt256());
  }
}
