package dev.kopi.core.crypto;

import org.jspecify.annotations.Nullable;

/**
 * The seven operations on BLS12-381 of EIP-2537, on the input bytes of the precompiles. Each
 * returns the output bytes, or null when the input has a wrong length, a field element that is not
 * canonical, a point off its curve or (for multi-scalar multiplication and pairing) outside its
 * subgroup.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-2537">EIP-2537</a>
 */
public interface Bls12381 {
  /** The sum of two points of G1: 256 bytes in, 128 out. */
  byte @Nullable [] g1Add(byte[] input, int offset, int length);

  /** The sum of multiples of points of G1: k × 160 bytes in, 128 out. */
  byte @Nullable [] g1MultiScalarMultiply(byte[] input, int offset, int length);

  /** The sum of two points of G2: 512 bytes in, 256 out. */
  byte @Nullable [] g2Add(byte[] input, int offset, int length);

  /** The sum of multiples of points of G2: k × 288 bytes in, 256 out. */
  byte @Nullable [] g2MultiScalarMultiply(byte[] input, int offset, int length);

  /** Whether the product of pairings is one: k × 384 bytes in, a word of 0 or 1 out. */
  byte @Nullable [] pairingCheck(byte[] input, int offset, int length);

  /** A point of G1 from a field element: 64 bytes in, 128 out. */
  byte @Nullable [] mapToG1(byte[] input, int offset, int length);

  /** A point of G2 from an element of the quadratic extension: 128 bytes in, 256 out. */
  byte @Nullable [] mapToG2(byte[] input, int offset, int length);
}
