package dev.kopi.services.node;

import dev.kopi.core.derivation.DerivationException;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.services.lifecycle.Backoff;
import dev.kopi.services.lifecycle.Work;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls blocks of L1, such as its head, and reports each change. A head after a reorg is reported
 * like any other. A poll that L1 does not answer is reported and repeated with back-off.
 */
final class L1HeadPoller implements Work {
  /** Learns whether L1 answers, on the poller's thread. */
  interface Listener {
    /**
     * A poll failed.
     *
     * @param silentMillis how long L1 has not answered
     */
    void onFailure(DerivationException failure, long silentMillis);

    /** Polls succeed again after failures. */
    void onRecovered();
  }

  private final long intervalMillis;
  private final Listener listener;
  private final List<Poll> polls;
  private long nextPoll = Long.MIN_VALUE;
  private long failingSince;
  private int failures;

  /**
   * A poller.
   *
   * @param intervalMillis the time between two polls
   * @param polls what is polled, one after another
   */
  L1HeadPoller(long intervalMillis, Listener listener, Poll... polls) {
    this.intervalMillis = intervalMillis;
    this.listener = listener;
    this.polls = List.of(polls);
  }

  @Override
  public long run(long nowMillis) {
    if (nowMillis < nextPoll) {
      return nextPoll;
    }
    try {
      polls.forEach(Poll::run);
      if (failures > 0) {
        failures = 0;
        listener.onRecovered();
      }
      nextPoll = nowMillis + intervalMillis;
    } catch (DerivationException e) {
      if (failures == 0) {
        failingSince = nowMillis;
      }
      nextPoll = nowMillis + Math.min(intervalMillis, Backoff.millis(failures++));
      listener.onFailure(e, nowMillis - failingSince);
    }
    return nextPoll;
  }

  /** Polls one block of L1. */
  static final class Poll {
    private final Supplier<@Nullable L1BlockRef> source;
    private final Consumer<L1BlockRef> changed;
    private @Nullable L1BlockRef last;

    /**
     * A poll.
     *
     * @param source asks L1; null when it does not have the block yet
     * @param changed gets each block that differs from the one before
     */
    Poll(Supplier<@Nullable L1BlockRef> source, Consumer<L1BlockRef> changed) {
      this.source = source;
      this.changed = changed;
    }

    private void run() {
      L1BlockRef found = source.get();
      if (found != null && !found.equals(last)) {
        last = found;
        changed.accept(found);
      }
    }
  }
}
