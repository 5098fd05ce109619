package dev.kopi.core.evm.call;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;

/** The addresses of new contracts (Yellow Paper, section 7; EIP-1014). */
public final class ContractAddress {
  private ContractAddress() {}

  /** Of a contract that an account creates when its nonce is {@code nonce}, read as unsigned. */
  public static Address create(Address creator, long nonce) {
    int nonceBytes = (64 - Long.numberOfLeadingZeros(nonce) + 7) / 8;
    boolean single = nonce >= 0 && nonce < 0x80;
    byte[] rlp = new byte[22 + (single ? 1 : 1 + nonceBytes)];
    rlp[0] = (byte) (0xc0 + rlp.length - 1);
    rlp[1] = (byte) 0x94;
    creator.writeTo(rlp, 2);
    if (single) {
      rlp[22] = nonce == 0 ? (byte) 0x80 : (byte) nonce;
    } else {
      rlp[22] = (byte) (0x80 + nonceBytes);
      for (int i = 0; i < nonceBytes; i++) {
        rlp[rlp.length - 1 - i] = (byte) (nonce >>> (8 * i));
      }
    }
    return last20(Keccak256.hash(rlp));
  }

  /** Of a contract by CREATE2. */
  public static Address create2(Address creator, Hash salt, Hash initCodeHash) {
    byte[] preimage = new byte[85];
    preimage[0] = (byte) 0xff;
    creator.writeTo(preimage, 1);
    salt.writeTo(preimage, 21);
    initCodeHash.writeTo(preimage, 53);
    return last20(Keccak256.hash(preimage));
  }

  private static Address last20(Hash hash) {
    return Address.ofWords((int) hash.word(1), hash.word(2), hash.word(3));
  }
}
