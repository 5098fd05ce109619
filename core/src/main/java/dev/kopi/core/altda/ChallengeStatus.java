package dev.kopi.core.altda;

/** What has become of a challenge. */
public enum ChallengeStatus {
  /** It waits for the data. */
  ACTIVE,
  /** The data were given on L1. */
  RESOLVED,
  /** The data were not given in time. */
  EXPIRED
}
