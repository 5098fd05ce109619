package dev.kopi.core.dispute.rules;

import org.jspecify.annotations.Nullable;

/** The versions of the FaultDisputeGame contract that differ in their rules. */
public enum GameVersion {
  /** 1.2.0: before the audit. */
  V1_2,
  /** 1.2.1 to 1.3.1: caps the block number, and extends the clock before a step. */
  V1_3,
  /** 1.4.0 and later: credit in two phases, and bonds that are refunded. */
  V1_4;

  /**
   * The version by what the contract answers to {@code version()}.
   *
   * @return null for a version that is not known
   */
  public static @Nullable GameVersion of(String version) {
    String[] parts = version.split("[.+-]");
    try {
      int major = Integer.parseInt(parts[0]);
      int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : -1;
      int patch = parts.length > 2 ? Integer.parseInt(parts[2]) : -1;
      return of(major, minor, patch);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable GameVersion of(int major, int minor, int patch) {
    if (major == 1 && minor == 2) {
      return patch == 0 ? V1_2 : V1_3;
    }
    if (major == 1 && minor == 3) {
      return V1_3;
    }
    return major == 1 && minor >= 4 || major == 2 ? V1_4 : null;
  }

  /** Whether the block number of a dispute is at most the proposal's. */
  public boolean capsBlockNumber() {
    return this != V1_2;
  }

  /** Whether credit is first unlocked, and withdrawn by a second call. */
  public boolean paysInTwoPhases() {
    return this == V1_4;
  }
}
