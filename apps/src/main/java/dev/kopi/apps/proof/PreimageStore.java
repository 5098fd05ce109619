package dev.kopi.apps.proof;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.proof.preimage.PreimageKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps pre-images. What it answers is not checked. For one thread at a time. */
public interface PreimageStore {
  /** The value of a key, or null. */
  @Nullable Bytes get(PreimageKey key);

  /** Keeps a value, in place of one that is there. */
  void put(PreimageKey key, Bytes value);

  /** A store in memory. */
  static PreimageStore inMemory() {
    Map<PreimageKey, Bytes> values = new HashMap<>();
    return new PreimageStore() {
      @Override
      public @Nullable Bytes get(PreimageKey key) {
        return values.get(key);
      }

      @Override
      public void put(PreimageKey key, Bytes value) {
        values.put(key, value);
      }
    };
  }
}
