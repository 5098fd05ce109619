package dev.kopi.core.evm.precompile;

import dev.kopi.core.crypto.ecdsa.Secp256r1;
import dev.kopi.core.primitives.UInt256;

/**
 * 0x0100: verifies a signature on secp256r1, from (hash, r, s, x, y); 1 if it holds, else nothing.
 *
 * @param gas the price: 3,450 by RIP-7212, 6,900 by EIP-7951
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7951">EIP-7951</a>
 */
record P256Verify(long gas) implements Precompile {
  private static final int LENGTH = 160;

  @Override
  public long gas(byte[] input, int offset, int length) {
    return gas;
  }

  @Override
  public byte[] run(byte[] input, int offset, int length) {
    if (length != LENGTH) {
      return new byte[0];
    }
    boolean holds =
        Secp256r1.verify(
            UInt256.fromBytes(input, offset, 32),
            UInt256.fromBytes(input, offset + 32, 32),
            UInt256.fromBytes(input, offset + 64, 32),
            UInt256.fromBytes(input, offset + 96, 32),
            UInt256.fromBytes(input, offset + 128, 32));
    return holds ? UInt256.ONE.toArray() : new byte[0];
  }
}
