package dev.kopi.adapters.store.schema;

import dev.kopi.core.store.StoreException;
import org.jspecify.annotations.Nullable;

/** The exception for a database whose content is not what this program wrote. */
public final class Corruption {
  private Corruption() {}

  /** Says what is wrong. */
  public static StoreException of(String message) {
    return of(message, null);
  }

  /** Says what is wrong, with the decoding error behind it. */
  public static StoreException of(String message, @Nullable Throwable cause) {
    return new StoreException(
        StoreException.Reason.CORRUPT, "the database is damaged: " + message, cause);
  }
}
