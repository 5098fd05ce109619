package dev.kopi.apps.cli.evm;

import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/**
 * How a case of a state test ended.
 *
 * @param test the case
 * @param stateRoot the state root that came out; null when it was not run
 * @param logsHash the hash over the logs that came out; null when it was not run
 * @param error what is wrong, or null when it passed
 * @param skipped whether it was not run, for the reason in {@code error}
 */
public record StateTestResult(
    StateTest test,
    @Nullable Hash stateRoot,
    @Nullable Hash logsHash,
    @Nullable String error,
    boolean skipped) {
  /** Whether all that the test expects holds. */
  public boolean passed() {
    return error == null;
  }

  /** The case and what is wrong, in one line. */
  public String describe() {
    return test.name()
        + " "
        + test.forkName()
        + " "
        + test.data()
        + "/"
        + test.gas()
        + "/"
        + test.value()
        + ": "
        + error;
  }
}
