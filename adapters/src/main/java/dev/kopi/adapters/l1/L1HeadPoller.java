package dev.kopi.adapters.l1;

import dev.kopi.core.derivation.DerivationException;
import dev.kopi.core.rollup.L1BlockRef;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the labels of L1 by asking again and again, and tells what has changed. A head that does
 * not build on the one before is told like any other: who follows it compares.
 */
public final class L1HeadPoller implements AutoCloseable {
  /** Is told of changes, from the poller's threads. */
  public interface Listener {
    /** The newest block is another one. */
    void onHead(L1BlockRef head);

    /** The safe block is another one. */
    void onSafe(L1BlockRef safe);

    /** The final block is another one. */
    void onFinalized(L1BlockRef finalized);

    /** L1 could not be asked. */
    void onFailure(DerivationException failure);
  }

  private final L1Client l1;
  private final Listener listener;
  private final Duration headInterval;
  private final Duration labelInterval;
  private volatile boolean running;
  private @Nullable Thread heads;
  private @Nullable Thread labels;

  /**
   * Not started yet.
   *
   * @param headInterval how often the head is asked for
   * @param labelInterval how often the safe and the final block are asked for
   */
  public L1HeadPoller(
      L1Client l1, Listener listener, Duration headInterval, Duration labelInterval) {
    this.l1 = l1;
    this.listener = listener;
    this.headInterval = headInterval;
    this.labelInterval = labelInterval;
  }

  /** Starts to watch. */
  public synchronized void start() {
    running = true;
    heads =
        Thread.ofVirtual()
            .name("l1-head")
            .start(() -> loop(headInterval, new Label(l1::head, listener::onHead)));
    labels =
        Thread.ofVirtual()
            .name("l1-labels")
            .start(() ->
                loop(
                    labelInterval,
                    new Label(l1::safe, listener::onSafe),
                    new Label(l1::finalized, listener::onFinalized)));
  }

  private void loop(Duration interval, Label... watched) {
    while (running) {
      for (Label label : watched) {
        try {
          label.look();
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
    if (labels != null) {
      labels.interrupt();
    }
  }

  private static final class Label {
    private final Supplier<@Nullable L1BlockRef> source;
    private final Consumer<L1BlockRef> changed;
    private @Nullable L1BlockRef last;

    Label(Supplier<@Nullable L1BlockRef> source, Consumer<L1BlockRef> changed) {
      this.source = source;
      this.changed = changed;
    }

    void look() {
      L1BlockRef now = source.get();
      if (now != null && !now.equals(last)) {
        last = now;
        changed.accept(now);
      }
    }
  }
}
