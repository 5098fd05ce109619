package dev.kopi.services.batcher;

import dev.kopi.core.batcher.Throttle;
import org.jspecify.annotations.Nullable;

/**
 * The DA limits of block builders: follows the bytes that are not on L1 yet. For any thread; a
 * {@link ThrottleDriver} for each builder sends them.
 */
public final class Throttler {
  private final Throttle initial;
  private final Runnable wake;
  private Throttle throttle;
  private long unsafeBytes;
  private Throttle.@Nullable Limits limits;

  /**
   * A throttler without limits.
   *
   * @param wake is called when the limits have changed; from any thread, must not block
   */
  public Throttler(Throttle throttle, Runnable wake) {
    this.initial = throttle;
    this.throttle = throttle;
    this.wake = wake;
  }

  /** So many bytes are not on L1 yet. */
  public void update(long bytes) {
    boolean changed;
    synchronized (this) {
      unsafeBytes = bytes;
      changed = compute();
    }
    if (changed) {
      wake.run();
    }
  }

  /** Changes the throttling curve. */
  public void use(Throttle curve) {
    boolean changed;
    synchronized (this) {
      throttle = curve;
      changed = compute();
    }
    if (changed) {
      wake.run();
    }
  }

  private boolean compute() {
    Throttle.Limits before = limits;
    limits = throttle.limits(unsafeBytes);
    return !limits.equals(before);
  }

  /** Restores the initial throttling curve. */
  public void reset() {
    use(initial);
  }

  /** The throttling curve. */
  public synchronized Throttle throttle() {
    return throttle;
  }

  /** The current limits. */
  public synchronized Throttle.Limits limits() {
    return limits == null ? throttle.limits(0) : limits;
  }

  /** What builders are to be told, or null: it is off, or nothing is known yet. */
  synchronized Throttle.@Nullable Limits toSend() {
    return throttle.lowerThreshold() == 0 ? null : limits;
  }
}
