package dev.kopi.services.execution;

import java.security.SecureRandom;

/** Seeds for the hash tables of the world state, against crafted collisions. */
public final class TableSeed {
  private static final SecureRandom RANDOM = new SecureRandom();

  private TableSeed() {}

  /** A random seed. */
  public static long random() {
    return RANDOM.nextLong();
  }
}
