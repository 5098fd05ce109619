package dev.kopi.apps.conformance;

import org.jspecify.annotations.Nullable;

/**
 * What became of a recorded case.
 *
 * @param error the first difference, or null when there is none
 */
public record CaseResult(String name, @Nullable String error) {
  /** Whether Kopi did what was recorded. */
  public boolean passed() {
    return error == null;
  }
}
