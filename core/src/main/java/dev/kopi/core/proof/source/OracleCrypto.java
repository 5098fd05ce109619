package dev.kopi.core.proof.source;

import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.proof.preimage.PreimageOracle;

/** Cryptography of which the costly parts are pre-images. */
public final class OracleCrypto {
  private OracleCrypto() {}

  /** Over an oracle; hashes and cheap precompiles as in {@code base}. */
  public static Crypto of(PreimageOracle oracle, Crypto base) {
    OraclePrecompiles precompiles = new OraclePrecompiles(oracle);
    return new Crypto(
        new OracleSecp256k1(precompiles), base.sha256(), base.bls12381(), base.kzg(), precompiles);
  }
}
