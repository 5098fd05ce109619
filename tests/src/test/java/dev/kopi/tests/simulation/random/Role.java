package dev.kopi.tests.simulation.random;

/**
 * A role of the rollup: runs when something is due, crashes, and starts again with what it kept.
 */
abstract class Role {
  final String name;
  private long due;
  private boolean up;

  Role(String name) {
    this.name = name;
  }

  /** When it wants to run, in milliseconds. */
  long due() {
    return due;
  }

  /** Runs soon. */
  void wake(long nowMillis) {
    if (up) {
      due = Math.min(due, nowMillis);
    }
  }

  /** Starts, or starts again after a crash. */
  final void start(long nowMillis) {
    up = true;
    due = nowMillis;
    begin(nowMillis);
  }

  /** Runs, or starts again when it is down. */
  final void run(long nowMillis) {
    if (up) {
      due = Long.MAX_VALUE; // A wake-up meanwhile must not be lost.
      due = Math.min(due, step(nowMillis));
    } else {
      start(nowMillis);
    }
  }

  /** It crashed, and starts again at a time. */
  final void crash(long againMillis) {
    up = false;
    due = againMillis;
    lose();
  }

  boolean isUp() {
    return up;
  }

  /** Makes everything anew that does not survive a crash. */
  abstract void begin(long nowMillis);

  /** Does what is due; answers when to run again. */
  abstract long step(long nowMillis);

  /** What a crash takes beside the process's memory. */
  void lose() {}
}
