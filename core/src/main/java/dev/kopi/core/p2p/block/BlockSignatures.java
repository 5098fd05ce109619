package dev.kopi.core.p2p.block;

import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sequencer's signature of a block: r, s and the recovery id, 65 bytes.
 *
 * @see <a href="https://specs.optimism.io/protocol/rollup-node-p2p.html#block-signatures">Block
 *     signatures</a>
 */
public final class BlockSignatures {
  /** The length of a signature. */
  public static final int BYTES = 65;

  private BlockSignatures() {}

  /** What is signed: the domain (zero), the chain's id, the hash of the encoded payload. */
  public static Hash signingHash(UInt256 chainId, Hash payloadHash) {
    byte[] message = new byte[96];
    chainId.writeTo(message, 32);
    payloadHash.writeTo(message, 64);
    return Keccak256.hash(message);
  }

  /** The hash of the payload of a message: of all that follows the signature. */
  public static Hash payloadHash(byte[] message) {
    return Keccak256.hash(Arrays.copyOfRange(message, BYTES, message.length));
  }

  /** Who signed a message; null when nobody did. s may be high. */
  public static @Nullable Address signer(byte[] message, UInt256 chainId, Secp256k1 curve) {
    UInt256 r = UInt256.fromBytes(message, 0, 32);
    UInt256 s = UInt256.fromBytes(message, 32, 32);
    return curve.recoverAddress(
        signingHash(chainId, payloadHash(message)), r, s, message[64] & 0xff);
  }

  /** Signs a message in place. */
  public static void sign(byte[] message, UInt256 chainId, PrivateKey key, Secp256k1 curve) {
    byte[] signature = curve.sign(signingHash(chainId, payloadHash(message)), key).toArray();
    System.arraycopy(signature, 0, message, 0, BYTES);
  }
}
