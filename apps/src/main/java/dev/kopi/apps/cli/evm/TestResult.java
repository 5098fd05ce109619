package dev.kopi.apps.cli.evm;

import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/**
 * How one case of an official test ended.
 *
 * @param name the test's name in its file
 * @param fork the fork or network as the file names it
 * @param index which of a state test's transactions it was; null for tests of other kinds
 * @param stateRoot the state root that came out of a state test; null when it did not run
 * @param logsHash the hash over the logs that came out of it; null when it did not run
 * @param error what is wrong, or why it was skipped; null when it passed
 * @param skipped whether it was not run, for the reason in {@code error}
 */
public record TestResult(
    String name,
    String fork,
    @Nullable Index index,
    @Nullable Hash stateRoot,
    @Nullable Hash logsHash,
    @Nullable String error,
    boolean skipped) {

  /** Which call data, gas limit and value of a state test's transaction were taken. */
  public record Index(int data, int gas, int value) {}

  /** Of a test that ran. */
  static TestResult ran(String name, String fork, @Nullable String error) {
    return new TestResult(name, fork, null, null, null, error, false);
  }

  /** Of a test that could not be run. */
  static TestResult skipped(String name, String fork, @Nullable Index index, String reason) {
    return new TestResult(name, fork, index, null, null, "skipped: " + reason, true);
  }

  /** Whether all that the test expects holds. */
  public boolean passed() {
    return error == null;
  }

  /** The case and what is wrong, in one line. */
  public String describe() {
    Index of = index;
    String place = of == null ? "" : " " + of.data() + "/" + of.gas() + "/" + of.value();
    return name + " " + fork + place + ": " + error;
  }
}
