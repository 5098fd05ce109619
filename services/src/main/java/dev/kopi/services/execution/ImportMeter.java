package dev.kopi.services.execution;

import dev.kopi.core.chain.block.Block;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** The progress of an import, and the busy time of each stage. For any thread. */
public final class ImportMeter {
  /**
   * The figures at one moment.
   *
   * @param blocks blocks that were stored
   * @param known blocks that were already stored
   * @param transactions in the stored blocks
   * @param gas used by them
   * @param nanos since the first block
   * @param sendersNanos busy time of sender recovery
   * @param executionNanos busy time of execution
   * @param rootsNanos busy time of computing roots
   * @param storeNanos busy time of storing
   */
  public record Figures(
      long blocks,
      long known,
      long transactions,
      long gas,
      long nanos,
      long sendersNanos,
      long executionNanos,
      long rootsNanos,
      long storeNanos) {
    /** The difference to earlier figures. */
    public Figures since(Figures before) {
      return new Figures(
          blocks - before.blocks,
          known - before.known,
          transactions - before.transactions,
          gas - before.gas,
          nanos - before.nanos,
          sendersNanos - before.sendersNanos,
          executionNanos - before.executionNanos,
          rootsNanos - before.rootsNanos,
          storeNanos - before.storeNanos);
    }

    /** Million gas per second. */
    public double mgasPerSecond() {
      return gas * 1e3 / Math.max(1, nanos);
    }
  }

  private final AtomicLong start = new AtomicLong();
  private final LongAdder blocks = new LongAdder();
  private final LongAdder known = new LongAdder();
  private final LongAdder transactions = new LongAdder();
  private final LongAdder gas = new LongAdder();
  private final LongAdder senders = new LongAdder();
  private final LongAdder execution = new LongAdder();
  private final LongAdder roots = new LongAdder();
  private final LongAdder store = new LongAdder();

  ImportMeter() {}

  private <T> T timed(LongAdder sum, Supplier<T> work) {
    long begin = System.nanoTime();
    start.compareAndSet(0, begin == 0 ? 1 : begin);
    try {
      return work.get();
    } finally {
      sum.add(System.nanoTime() - begin);
    }
  }

  <T> T senders(Supplier<T> work) {
    return timed(senders, work);
  }

  <T> T execution(Supplier<T> work) {
    return timed(execution, work);
  }

  <T> T roots(Supplier<T> work) {
    return timed(roots, work);
  }

  <T> T store(Supplier<T> work) {
    return timed(store, work);
  }

  void known() {
    known.increment();
  }

  void stored(Block block) {
    blocks.increment();
    transactions.add(block.transactions().size());
    gas.add(block.header().gasUsed());
  }

  /** The figures now. */
  public Figures now() {
    long begin = start.get();
    return new Figures(
        blocks.sum(),
        known.sum(),
        transactions.sum(),
        gas.sum(),
        begin == 0 ? 0 : System.nanoTime() - begin,
        senders.sum(),
        execution.sum(),
        roots.sum(),
        store.sum());
  }
}
