package dev.kopi.core.evm.precompile;

import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.crypto.PrecompileResults;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.primitives.Hex;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * 0x0a: verifies the value of a blob's polynomial at a point.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-4844#point-evaluation-precompile">EIP-4844</a>
 */
record PointEvaluation(Sha256 sha256, Proof proof) implements Precompile {
  static final int NUMBER = 0x0a;
  private static final long GAS = 50_000;
  private static final int LENGTH = 192;
  private static final byte VERSION = 0x01;

  /** FIELD_ELEMENTS_PER_BLOB and BLS_MODULUS, as words. */
  private static final byte[] OUTPUT =
      Hex.decode(
          "0000000000000000000000000000000000000000000000000000000000001000"
              + "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");

  /** Verifies the proof in the input from an offset on. */
  @FunctionalInterface
  interface Proof {
    boolean holds(byte[] input, int offset);
  }

  /** Verifies by a library. */
  static PointEvaluation of(Sha256 sha256, Kzg kzg) {
    return new PointEvaluation(sha256, kzg::verifyPointEvaluation);
  }

  /** Has it verified elsewhere, after the hash was checked here. */
  static PointEvaluation of(Sha256 sha256, PrecompileResults results) {
    return new PointEvaluation(
        sha256, (input, offset) -> results.run(NUMBER, GAS, input, offset, LENGTH) != null);
  }

  @Override
  public long gas(byte[] input, int offset, int length) {
    return GAS;
  }

  @Override
  public byte @Nullable [] run(byte[] input, int offset, int length) {
    if (length != LENGTH) {
      return null;
    }
    // "assert kzg_to_versioned_hash(commitment) == versioned_hash"
    byte[] versionedHash = sha256.hash(input, offset + 96, Kzg.POINT_BYTES);
    versionedHash[0] = VERSION;
    if (!Arrays.equals(versionedHash, 0, 32, input, offset, offset + 32)) {
      return null;
    }
    // "assert verify_kzg_proof(commitment, z, y, proof)"
    return proof.holds(input, offset) ? OUTPUT.clone() : null;
  }
}
