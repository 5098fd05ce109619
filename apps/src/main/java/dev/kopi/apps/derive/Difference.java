package dev.kopi.apps.derive;

/**
 * A difference between a replay and its recording.
 *
 * @param where the L1 file, or the L2 block
 * @param field what differs
 * @param expected what was recorded
 * @param found what was derived
 */
public record Difference(String where, String field, String expected, String found) {
  @Override
  public String toString() {
    return where + ": " + field + ": expected " + expected + ", found " + found;
  }
}
