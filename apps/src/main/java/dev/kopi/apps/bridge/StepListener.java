package dev.kopi.apps.bridge;

import java.util.LinkedHashMap;
import java.util.Map;

/** Receives each step that is done. */
@FunctionalInterface
public interface StepListener {
  /**
   * Reports a step.
   *
   * @param name the name of the step
   * @param details hashes, addresses and numbers, in their order
   */
  void done(String name, Map<String, Object> details);

  /** A map of alternating names and values, in order. */
  static Map<String, Object> details(Object... namesAndValues) {
    Map<String, Object> details = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      details.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return details;
  }
}
