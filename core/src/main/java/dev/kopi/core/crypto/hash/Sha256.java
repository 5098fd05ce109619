package dev.kopi.core.crypto.hash;

/** SHA-256 (FIPS 180-4). */
public interface Sha256 {
  /** The 32-byte hash of {@code length} bytes from {@code offset}. */
  byte[] hash(byte[] input, int offset, int length);

  /** The 32-byte hash of an array. */
  default byte[] hash(byte[] input) {
    return hash(input, 0, input.length);
  }
}
