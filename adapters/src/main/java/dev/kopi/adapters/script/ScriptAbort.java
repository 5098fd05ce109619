package dev.kopi.adapters.script;

/** Ends a script; unlike an exception, a script cannot catch it. */
final class ScriptAbort extends Error {
  ScriptAbort(String message) {
    super(message, null, false, false);
  }
}
