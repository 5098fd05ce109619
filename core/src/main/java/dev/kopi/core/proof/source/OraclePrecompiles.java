package dev.kopi.core.proof.source;

import dev.kopi.core.crypto.PrecompileResults;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.proof.preimage.HintKind;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.ProofHint;
import org.jspecify.annotations.Nullable;

/** Results of precompiles as pre-images: a status byte and the output. */
final class OraclePrecompiles implements PrecompileResults {
  private static final int ADDRESS = 20;
  private static final int HEADER = ADDRESS + 8;

  private final PreimageOracle oracle;

  OraclePrecompiles(PreimageOracle oracle) {
    this.oracle = oracle;
  }

  @Override
  public byte @Nullable [] run(int number, long gas, byte[] input, int offset, int length) {
    byte[] call = new byte[HEADER + length];
    BigEndian.putInt(call, ADDRESS - 4, number);
    BigEndian.putLong(call, ADDRESS, gas);
    System.arraycopy(input, offset, call, HEADER, length);
    Bytes data = Bytes.wrap(call);
    oracle.hint(new ProofHint(HintKind.L1_PRECOMPILE_V2, data));
    Bytes result = oracle.read(PreimageKey.precompile(Keccak256.hash(data)));
    if (result.isEmpty()) {
      throw new DecodeException("a precompile's result without a status");
    }
    return result.get(0) == 1 ? result.slice(1, result.size()).toArray() : null;
  }
}
