package dev.kopi.core.proof.source;

import dev.kopi.core.crypto.PrecompileResults;
import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.ecdsa.Secp256k1Signature;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * Recovers signers through the precompile ecrecover of L1, with a full input and the precompile's
 * whole gas: its answer is then a function of the input alone. Everything else is computed here.
 */
final class OracleSecp256k1 implements Secp256k1 {
  private static final int ECRECOVER = 0x01;
  private static final long GAS = 3_000;
  private static final int INPUT = 128;
  private static final int V_BASE = 27;

  private final PrecompileResults precompiles;

  OracleSecp256k1(PrecompileResults precompiles) {
    this.precompiles = precompiles;
  }

  @Override
  public @Nullable Address recoverAddress(Hash hash, UInt256 r, UInt256 s, int recoveryId) {
    if (recoveryId < 0 || recoveryId > 1 || !inRange(r) || !inRange(s)) {
      return null;
    }
    byte[] input = new byte[INPUT];
    hash.writeTo(input, 0);
    input[63] = (byte) (V_BASE + recoveryId);
    r.writeTo(input, 64);
    s.writeTo(input, 96);
    byte[] output = precompiles.run(ECRECOVER, GAS, input, 0, INPUT);
    if (output == null || output.length == 0) {
      return null;
    }
    return Address.fromWord(Hash.of(output).toUInt256());
  }

  private static boolean inRange(UInt256 scalar) {
    return !scalar.isZero() && scalar.compareTo(ORDER) < 0;
  }

  @Override
  public byte @Nullable [] recover(Hash hash, UInt256 r, UInt256 s, int recoveryId) {
    return PortableSecp256k1.INSTANCE.recover(hash, r, s, recoveryId);
  }

  @Override
  public Secp256k1Signature sign(Hash hash, PrivateKey key) {
    return PortableSecp256k1.INSTANCE.sign(hash, key);
  }

  @Override
  public boolean verify(Hash hash, UInt256 r, UInt256 s, byte[] publicKey) {
    return PortableSecp256k1.INSTANCE.verify(hash, r, s, publicKey);
  }

  @Override
  public byte[] publicKey(PrivateKey key) {
    return PortableSecp256k1.INSTANCE.publicKey(key);
  }

  @Override
  public byte @Nullable [] multiply(byte[] publicKey, PrivateKey key) {
    return PortableSecp256k1.INSTANCE.multiply(publicKey, key);
  }
}
