package dev.kopi.services.lifecycle;

/**
 * Work that is done in steps on one thread. It holds no thread and reads no clock, so that a
 * simulation can run it as well as a {@link ServiceThread}.
 */
@FunctionalInterface
public interface Work {
  /** The deadline of work that waits to be woken. */
  long NEVER = Long.MAX_VALUE;

  /**
   * Does what is due.
   *
   * @param nowMillis the time, in milliseconds since the Unix epoch
   * @return when to run again at the latest, in the same unit; {@link #NEVER} to wait for a wake-up
   * @throws FatalException when the role cannot go on
   * @throws InterruptedException when the thread is asked to end
   */
  long run(long nowMillis) throws InterruptedException;
}
