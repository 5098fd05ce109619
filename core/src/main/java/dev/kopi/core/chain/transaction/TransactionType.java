package dev.kopi.core.chain.transaction;

import dev.kopi.core.primitives.Bytes;

/**
 * The kinds of transactions by the first byte of their envelope.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-2718">EIP-2718</a>
 */
public enum TransactionType {
  LEGACY(0x00),
  ACCESS_LIST(0x01),
  DYNAMIC_FEE(0x02),
  BLOB(0x03),
  SET_CODE(0x04),
  DEPOSIT(0x7e);

  private final int code;

  TransactionType(int code) {
    this.code = code;
  }

  /** Whether this is the encoding of a transaction of this type. Not for legacy ones. */
  public boolean isTypeOf(Bytes encoded) {
    return !encoded.isEmpty() && encoded.get(0) == code;
  }

  /** The byte that marks the type; legacy transactions carry none on the wire. */
  public int code() {
    return code;
  }
}
