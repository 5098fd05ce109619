package dev.kopi.core.cannon.memory;

import dev.kopi.core.crypto.hash.Keccak256;

/** Roots of subtrees that are all zeros, by height above the leaves. */
final class ZeroHashes {
  private final byte[][] roots;

  ZeroHashes(int heights) {
    this.roots = new byte[heights + 1][];
    roots[0] = new byte[32];
    for (int i = 1; i < roots.length; i++) {
      roots[i] = pair(roots[i - 1], roots[i - 1]);
    }
  }

  byte[] at(int height) {
    return roots[height];
  }

  /** The hash of two nodes side by side. */
  static byte[] pair(byte[] left, byte[] right) {
    byte[] hash = new byte[32];
    new Keccak256().update(left, 0, 32).update(right, 0, 32).digest(hash, 0);
    return hash;
  }
}
