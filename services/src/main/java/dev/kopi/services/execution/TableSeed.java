package dev.kopi.services.execution;

import java.security.SecureRandom;

/**
 * Seeds for the tables of the world state, so that nobody can choose slots that collide in them.
 */
public final class TableSeed {
  private static final SecureRandom RANDOM = new SecureRandom();

  private TableSeed() {}

  /** A number that nobody knows beforehand. */
  public static long random() {
    return RANDOM.nextLong();
  }
}
