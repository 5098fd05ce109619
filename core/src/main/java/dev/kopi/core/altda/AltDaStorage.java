package dev.kopi.core.altda;

import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/** A server that keeps data outside of L1. */
public interface AltDaStorage {
  /**
   * The data of a commitment, which match it; null when the server does not have them.
   *
   * @throws TemporaryException when it does not answer, or with other data
   */
  @Nullable Bytes get(Commitment commitment);
}
