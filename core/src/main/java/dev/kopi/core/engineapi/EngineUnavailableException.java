package dev.kopi.core.engineapi;

import org.jspecify.annotations.Nullable;

/** The engine did not answer a call. Trying again may help. */
public final class EngineUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why there was no answer. */
  public EngineUnavailableException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
