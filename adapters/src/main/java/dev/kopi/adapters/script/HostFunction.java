package dev.kopi.adapters.script;

import org.jspecify.annotations.Nullable;

/** A function that a script can call. */
@FunctionalInterface
public interface HostFunction {
  /**
   * Handles a call.
   *
   * @return a string, a boolean, a number, {@code Bytes} (a Uint8Array), a {@code BigInteger} (a
   *     bigInt), an object of the script, or null (undefined)
   * @throws ScriptException when the script is to end
   */
  @Nullable Object call(ScriptArguments arguments);
}
