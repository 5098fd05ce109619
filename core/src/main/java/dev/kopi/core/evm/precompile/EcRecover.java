package dev.kopi.core.evm.precompile;

import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;

/** 0x01: the signer of a hash, from (hash, v, r, s); nothing when there is none. */
record EcRecover(Secp256k1 secp256k1) implements Precompile {
  private static final long GAS = 3000;

  @Override
  public long gas(byte[] input, int offset, int length) {
    return GAS;
  }

  @Override
  public byte[] run(byte[] input, int offset, int length) {
    UInt256 v = Input.word(input, offset, length, 32);
    if (!v.fitsLong() || (v.lowLong() != 27 && v.lowLong() != 28)) {
      return new byte[0];
    }
    Address signer =
        secp256k1.recoverAddress(
            Input.word(input, offset, length, 0).toHash(),
            Input.word(input, offset, length, 64),
            Input.word(input, offset, length, 96),
            (int) v.lowLong() - 27);
    return signer == null ? new byte[0] : signer.toWord().toArray();
  }
}
