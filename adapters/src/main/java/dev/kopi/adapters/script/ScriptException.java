package dev.kopi.adapters.script;

/** A script failed, or was stopped. */
public final class ScriptException extends RuntimeException {
  /** With a message for the caller. */
  public ScriptException(String message) {
    super(message);
  }
}
