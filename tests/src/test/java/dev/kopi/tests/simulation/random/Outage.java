package dev.kopi.tests.simulation.random;

/** Times at which one connection of a role does not work. */
final class Outage {
  private final Chaos chaos;
  private long from = Long.MAX_VALUE;
  private long until;

  Outage(Chaos chaos) {
    this.chaos = chaos;
  }

  /** Begins one now and then; lasts up to 40 seconds. */
  void maybeBegin(long nowMillis) {
    if (nowMillis >= until && chaos.chance(0.01)) {
      from = nowMillis;
      until = nowMillis + chaos.delay(40_000);
    }
  }

  boolean isOn(long nowMillis) {
    return !chaos.isOver() && nowMillis >= from && nowMillis < until;
  }
}
