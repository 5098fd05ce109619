package dev.kopi.core.crypto.ecdsa;

import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hex;
import dev.kopi.core.primitives.UInt256;

/** A private key of secp256k1: a number from 1 to n − 1. It is never written to text. */
public final class PrivateKey {
  private final UInt256 scalar;

  private PrivateKey(UInt256 scalar) {
    this.scalar = scalar;
  }

  /**
   * From a number.
   *
   * @throws DecodeException when it is 0, or n or more
   */
  public static PrivateKey of(UInt256 scalar) {
    if (scalar.isZero() || scalar.compareTo(Secp256k1.ORDER) >= 0) {
      throw new DecodeException("not a private key: the number is out of range");
    }
    return new PrivateKey(scalar);
  }

  /**
   * From 32 bytes.
   *
   * @throws DecodeException on another length, or a number out of range
   */
  public static PrivateKey of(byte[] bytes) {
    if (bytes.length != 32) {
      throw new DecodeException("a private key has 32 bytes, found " + bytes.length);
    }
    return of(UInt256.fromBytes(bytes));
  }

  /** From 64 hex digits, with or without {@code 0x}. */
  public static PrivateKey fromHex(String hex) {
    return of(Hex.decode(hex));
  }

  /** The number itself. */
  public UInt256 scalar() {
    return scalar;
  }

  /** A fresh array of its 32 bytes. */
  public byte[] toArray() {
    return scalar.toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrivateKey that && scalar.equals(that.scalar);
  }

  @Override
  public int hashCode() {
    return scalar.hashCode();
  }

  @Override
  public String toString() {
    return "PrivateKey(hidden)";
  }
}
