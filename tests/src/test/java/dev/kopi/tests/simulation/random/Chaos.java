package dev.kopi.tests.simulation.random;

import java.util.Random;

/**
 * What goes wrong, drawn from a seed: calls that fail, outages, crashes at any call. Once it is
 * over nothing fails any more.
 */
final class Chaos {
  private final Random random;
  private final double failure;
  private final double crash;
  private boolean over;

  /** A role stops at once, wherever it is. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String role) {
      super(role + " crashes", null, false, false);
    }
  }

  Chaos(long seed) {
    random = new Random(seed * 0x9e3779b97f4a7c15L + 1);
    failure = pick(0, 0.01, 0.05, 0.2);
    crash = pick(0, 0.0002, 0.001);
  }

  private double pick(double... values) {
    return values[random.nextInt(values.length)];
  }

  Random random() {
    return random;
  }

  void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  boolean chance(double probability) {
    return !over && random.nextDouble() < probability;
  }

  /** A call of a role: false when it fails. Half of the crashes come after the call. */
  boolean call(Outage outage, long nowMillis) {
    return !outage.isOn(nowMillis) && !chance(failure);
  }

  /** The role may crash here. */
  void maybeCrash(String role) {
    if (chance(crash)) {
      throw new Crash(role);
    }
  }

  /** How long something takes, in milliseconds. */
  long delay(int most) {
    return 1 + random.nextInt(most);
  }
}
