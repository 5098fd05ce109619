package dev.kopi.core.proof.host;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.proof.preimage.PreimageKey;

/** Takes pre-images. */
@FunctionalInterface
public interface PreimageSink {
  /** Takes one, whose key was computed from it. */
  void put(PreimageKey key, Bytes value);
}
