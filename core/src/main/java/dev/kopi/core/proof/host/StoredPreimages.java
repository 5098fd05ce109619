package dev.kopi.core.proof.host;

import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.proof.preimage.BlobKeys;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks pre-images whose keys do not tell: results of precompiles and field elements of blobs. A
 * store holds what these keys are the hashes of as well, so that a result can be computed again,
 * and a blob's commitment. What was checked once is not checked again.
 */
public final class StoredPreimages {
  private static final int CALL_WITH_GAS = 28;

  private final Crypto crypto;
  private final PreimageMaker maker;
  private final Function<PreimageKey, @Nullable Bytes> store;
  private final Set<PreimageKey> elements = new HashSet<>();
  private final Map<PreimageKey, Bytes> results = new HashMap<>();

  /** Over a store, which answers null for what it does not have. */
  public StoredPreimages(Crypto crypto, Function<PreimageKey, @Nullable Bytes> store) {
    this.crypto = crypto;
    this.maker = new PreimageMaker(crypto);
    this.store = store;
  }

  /** Whether a value that the store answered may have its key. */
  public boolean holds(PreimageKey key, Bytes value) {
    PreimageType type = key.type();
    return switch (type) {
      case PRECOMPILE -> holdsResult(key, value);
      case BLOB -> holdsElement(key);
      case null -> false;
      case LOCAL, KECCAK256, GLOBAL_GENERIC, SHA256 -> true;
    };
  }

  private @Nullable Bytes input(PreimageKey key) {
    // Both keys keep all but the first byte of the same hash.
    PreimageKey inputKey = PreimageKey.keccak256(key.bytes());
    Bytes input = store.apply(inputKey);
    return input != null && new PreimageCheck(crypto.sha256()).holds(inputKey, input)
        ? input
        : null;
  }

  private boolean holdsResult(PreimageKey key, Bytes value) {
    Bytes known = results.get(key);
    if (known == null) {
      Bytes call = input(key);
      if (call == null) {
        return false;
      }
      try {
        maker.precompile(
            call,
            call.size() >= CALL_WITH_GAS,
            (made, result) -> {
              if (made.equals(key)) {
                results.put(key, result);
              }
            });
      } catch (DecodeException e) {
        return false;
      }
      known = results.get(key);
    }
    return value.equals(known);
  }

  private boolean holdsElement(PreimageKey key) {
    if (elements.contains(key)) {
      return true;
    }
    Bytes input = input(key);
    if (input == null || input.size() != Kzg.POINT_BYTES + BlobKeys.ELEMENT_BYTES) {
      return false;
    }
    Bytes commitment = input.slice(0, Kzg.POINT_BYTES);
    BlobKeys keys = new BlobKeys(commitment);
    byte[] blob = new byte[Kzg.BLOB_BYTES];
    for (int i = 0; i < BlobKeys.ELEMENTS; i++) {
      Bytes element = store.apply(keys.key(i));
      if (element == null || element.size() != BlobKeys.ELEMENT_BYTES) {
        return false;
      }
      element.copyTo(0, blob, i * BlobKeys.ELEMENT_BYTES, BlobKeys.ELEMENT_BYTES);
    }
    try {
      if (!Bytes.wrap(crypto.kzg().blobToCommitment(blob)).equals(commitment)) {
        return false;
      }
    } catch (DecodeException e) {
      return false;
    }
    for (int i = 0; i < BlobKeys.ELEMENTS; i++) {
      elements.add(keys.key(i));
    }
    return elements.contains(key);
  }
}
