package dev.kopi.apps.bench.hostile;

import java.io.IOException;

/**
 * One attack by anonymous callers.
 *
 * @param name its short name
 * @param what what it does
 * @param body does it
 */
public record Attack(String name, String what, Body body) {
  /** Attacks a devnet. */
  @FunctionalInterface
  public interface Body {
    /**
     * Attacks until the scope ends. What the scope holds is closed afterwards.
     *
     * @throws AssertionError when the devnet does what it must not
     */
    void run(Target target, AttackScope scope) throws IOException, InterruptedException;
  }
}
