package dev.kopi.services.challenger;

/** Runs the turns of games, which may block for long. */
public interface TurnRunner {
  /**
   * Runs a turn, perhaps later and in another thread.
   *
   * @return false when as many run already as may; the turn is not run
   */
  boolean submit(Runnable turn);
}
