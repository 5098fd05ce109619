package dev.kopi.apps.bridge;

import java.util.LinkedHashMap;
import java.util.Map;

/** Told of every step that is done. */
@FunctionalInterface
public interface Steps {
  /**
   * A step is done.
   *
   * @param name what it was
   * @param details hashes, addresses and numbers, in their order
   */
  void done(String name, Map<String, Object> details);

  /** Names and values, by turns, in their order. */
  static Map<String, Object> details(Object... namesAndValues) {
    Map<String, Object> details = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      details.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return details;
  }
}
