package dev.kopi.adapters.l1;

import dev.kopi.core.derivation.DerivationException;
import dev.kopi.core.rollup.L1BlockRef;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls the head, the safe and the finalized block of L1, and reports changes. A head after a reorg
 * is reported like any other; the listener compares parent hashes.
 */
public final class L1HeadPoller implements AutoCloseable {
  /** Receives changes, on the poller's threads. */
  public interface Listener {
    /** The head has changed. */
    void onHead(L1BlockRef head);

    /** The safe block has changed. */
    void onSafe(L1BlockRef safe);

    /** The finalized block has changed. */
    void onFinalized(L1BlockRef finalized);

    /** A poll has failed. */
    void onFailure(DerivationException failure);
  }

  private final L1Client l1;
  private final Listener listener;
  private final Duration headInterval;
  private final Duration finalityInterval;
  private volatile boolean running;
  private @Nullable Thread heads;
  private @Nullable Thread finality;

  /**
   * A poller that is not started yet.
   *
   * @param headInterval how often the head is polled
   * @param finalityInterval how often the safe and the finalized block are polled
   */
  public L1HeadPoller(
      L1Client l1, Listener listener, Duration headInterval, Duration finalityInterval) {
    this.l1 = l1;
    this.listener = listener;
    this.headInterval = headInterval;
    this.finalityInterval = finalityInterval;
  }

  /** Starts polling. */
  public synchronized void start() {
    running = true;
    heads =
        Thread.ofVirtual()
            .name("l1-head")
            .start(() -> loop(headInterval, new Poll(l1::head, listener::onHead)));
    finality =
        Thread.ofVirtual()
            .name("l1-finality")
            .start(() ->
                loop(
                    finalityInterval,
                    new Poll(l1::safe, listener::onSafe),
                    new Poll(l1::finalized, listener::onFinalized)));
  }

  private void loop(Duration interval, Poll... polls) {
    while (running) {
      for (Poll poll : polls) {
        try {
          poll.run();
        } catch (DerivationException e) {
          if (running) {
            listener.onFailure(e);
          }
        }
      }
      try {
        Thread.sleep(interval);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public synchronized void close() {
    running = false;
    if (heads != null) {
      heads.interrupt();
    }
    if (finality != null) {
      finality.interrupt();
    }
  }

  private static final class Poll {
    private final Supplier<@Nullable L1BlockRef> source;
    private final Consumer<L1BlockRef> changed;
    private @Nullable L1BlockRef last;

    Poll(Supplier<@Nullable L1BlockRef> source, Consumer<L1BlockRef> changed) {
      this.source = source;
      this.changed = changed;
    }

    void run() {
      L1BlockRef now = source.get();
      if (now != null && !now.equals(last)) {
        last = now;
        changed.accept(now);
      }
    }
  }
}
