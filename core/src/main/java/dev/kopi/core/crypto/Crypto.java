package dev.kopi.core.crypto;

import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.hash.PortableSha256;
import dev.kopi.core.crypto.hash.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The cryptographic primitives that a native library may replace, as one immutable value that is
 * passed to whoever needs them. Everything else in this package is portable Java and called
 * directly.
 *
 * @param secp256k1 signatures of transactions and nodes
 * @param sha256 the hash of the precompile at 0x02 and of versioned hashes
 * @param bls12381 the operations of EIP-2537
 * @param kzg blob commitments and proofs
 * @param precompiles computes the pairings and the operations on BLS12-381 in place of this code;
 *     null where they are computed here
 */
public record Crypto(
    Secp256k1 secp256k1,
    Sha256 sha256,
    Bls12381 bls12381,
    Kzg kzg,
    @Nullable PrecompileResults precompiles) {
  /** With all precompiles computed here. */
  public Crypto(Secp256k1 secp256k1, Sha256 sha256, Bls12381 bls12381, Kzg kzg) {
    this(secp256k1, sha256, bls12381, kzg, null);
  }

  /** All in portable Java; BLS12-381 and KZG answer {@link UnavailableException}. */
  public static Crypto portable() {
    return new Crypto(
        PortableSecp256k1.INSTANCE,
        PortableSha256.INSTANCE,
        UnavailableBls12381.INSTANCE,
        UnavailableKzg.INSTANCE);
  }
}
