package dev.kopi.services.execution;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.execution.block.BlockExecutor;
import dev.kopi.core.execution.block.BlockOutcome;
import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.core.execution.validation.Ancestors;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Imports a sequence of blocks into a store and makes each the head. A pipeline of three stages:
 * recovering the senders of the next blocks, executing a block, and computing and comparing the
 * roots of the blocks before it and storing them. For one thread.
 *
 * <pre>
 *   add ─► senders (helpers, ahead) ─► execute (caller) ─► roots, compare, store (one thread)
 *                                        │ on the state of blocks that are not stored yet
 * </pre>
 *
 * <p>When a block turns out invalid, the blocks executed on top of it are discarded; none of them
 * is stored.
 */
public final class ChainImport implements AutoCloseable {
  /** Why the import stopped. */
  public sealed interface Refusal {
    /** The block. */
    Block block();

    /** The parent, or its state, is missing. */
    record NoParent(Block block) implements Refusal {}

    /** The block is invalid. */
    record NotValid(Block block, BlockResult.Invalid why) implements Refusal {}
  }

  /** How many blocks are queued while their senders are recovered. */
  private static final int AHEAD = 4;

  /** How many executed blocks are queued for their roots. */
  private static final int BEHIND = 3;

  private final ChainSpec spec;
  private final ChainStore store;
  private final Crypto crypto;
  private final WorkPool pool;
  private final BlockExecutor executor;
  private final ImportMeter meter = new ImportMeter();
  private final ExecutorService recovery = thread("senders");
  private final ExecutorService storer = thread("roots");

  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Deque<Executed> pending = new ArrayDeque<>();
  private @Nullable Refusal refusal;

  private record Waiting(Block block, Future<List<@Nullable Address>> senders) {}

  /** An executed block, its state changes, and the result once its roots are computed. */
  private record Executed(Block block, PendingState.Change change, Future<BlockResult> verdict) {}

  /** An import into a store, which the caller closes. */
  public ChainImport(ChainSpec spec, ChainStore store, Crypto crypto) {
    this.spec = spec;
    this.store = store;
    this.crypto = crypto;
    this.pool = WorkPool.ofProcessors("import");
    this.executor = new BlockExecutor(spec, HotExecution.resources(crypto), pool);
  }

  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(
        work -> Thread.ofPlatform().daemon().name("import-" + name).unstarted(work));
  }

  /** The figures of the import. */
  public ImportMeter meter() {
    return meter;
  }

  /**
   * Queues the next block. It is imported now or by a later call.
   *
   * @return why the import stopped, or null
   */
  public @Nullable Refusal add(Block block) {
    if (refusal == null) {
      waiting.add(
          new Waiting(
              block,
              recovery.submit(() ->
                  meter.senders(() ->
                      Senders.recover(
                          pool,
                          crypto.secp256k1(),
                          block.transactions(),
                          spec.rules(block.header()))))));
      while (refusal == null && waiting.size() > AHEAD) {
        execute(waiting.remove());
      }
    }
    return refusal;
  }

  /**
   * Imports all queued blocks.
   *
   * @return why the import stopped, or null
   */
  public @Nullable Refusal finish() {
    while (refusal == null && !waiting.isEmpty()) {
      execute(waiting.remove());
    }
    settle(0);
    return refusal;
  }

  private void execute(Waiting next) {
    Block block = next.block();
    if (store.hasState(block.hash())) {
      meter.known();
      return;
    }
    settle(BEHIND - 1);
    Hash parentHash = block.header().parentHash();
    if (executor.needsNodes(block.header())) {
      settle(0);
    }
    if (refusal != null) {
      return;
    }
    Header parent = header(parentHash);
    StateView state = parent == null ? null : stateAfter(parentHash);
    if (parent == null || state == null) {
      settle(0);
      refusal = refusal != null ? refusal : new Refusal.NoParent(block);
      return;
    }
    List<@Nullable Address> senders = await(next.senders());
    BlockExecutor.Run run =
        meter.execution(() ->
            executor.run(
                block,
                senders,
                parent,
                state,
                executor.needsNodes(block.header())
                    ? store.trieNodes(parentHash)
                    : (owner, path, hash) -> null,
                ancestors()));
    switch (run) {
      case BlockExecutor.Run.Refused refused -> {
        settle(0);
        refusal = refusal != null ? refusal : new Refusal.NotValid(block, refused.why());
      }
      case BlockExecutor.Run.Ended ended -> {
        Future<BlockResult> verdict = storer.submit(() -> conclude(block, parent, ended.outcome()));
        PendingState.Change change =
            PendingState.Change.of(
                ended.outcome().diff(),
                () -> {
                  await(verdict);
                  return store.state(block.hash());
                });
        pending.add(new Executed(block, change, verdict));
      }
    }
  }

  /** On the storing thread, which has stored the parent before. */
  private BlockResult conclude(Block block, Header parent, BlockOutcome.Completed outcome) {
    Hash parentHash = parent.hash();
    BlockResult result =
        meter.roots(() ->
            executor.conclude(
                block, parent, outcome, store.state(parentHash), store.trieNodes(parentHash)));
    if (result instanceof BlockResult.Valid valid) {
      meter.store(() -> {
        store.add(valid.block());
        ChainHeads heads = store.heads();
        store.setHeads(new ChainHeads(block.hash(), heads.safe(), heads.finalized()));
        return block;
      });
      meter.stored(block);
    }
    return result;
  }

  /** Waits until at most so many executed blocks are not stored. */
  private void settle(int most) {
    while (pending.size() > most || (!pending.isEmpty() && pending.getFirst().verdict().isDone())) {
      Executed oldest = pending.remove();
      if (await(oldest.verdict()) instanceof BlockResult.Invalid invalid) {
        refusal = new Refusal.NotValid(oldest.block(), invalid);
        pending.clear();
      }
    }
  }

  /** The state after the newest pending block or after a stored one; null for any other. */
  private @Nullable StateView stateAfter(Hash hash) {
    if (pending.isEmpty() || !pending.getLast().block().hash().equals(hash)) {
      settle(0);
      return store.hasState(hash) ? store.state(hash) : null;
    }
    Hash stored = pending.getFirst().block().header().parentHash();
    return new PendingState(store.state(stored), pending.stream().map(Executed::change).toList());
  }

  private @Nullable Header header(Hash hash) {
    for (Executed one : pending) {
      if (one.block().hash().equals(hash)) {
        return one.block().header();
      }
    }
    return store.header(hash);
  }

  /** Ancestors of the next block, including those that are not stored yet. */
  private Ancestors ancestors() {
    Map<Hash, Block> above = new HashMap<>();
    pending.forEach(one -> above.put(one.block().hash(), one.block()));
    return new Ancestors() {
      @Override
      public @Nullable Header header(Hash hash) {
        Block block = above.get(hash);
        return block != null ? block.header() : store.header(hash);
      }

      @Override
      public List<Header> uncles(Hash hash) {
        Block block = above.get(hash);
        block = block != null ? block : store.block(hash);
        return block == null ? new ArrayList<>() : block.uncles();
      }
    };
  }

  private static <T> T await(Future<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(cause);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for the blocks that are being stored, and drops the others. */
  @Override
  public void close() {
    for (Runnable dropped : recovery.shutdownNow()) {
      if (dropped instanceof Future<?> future) {
        future.cancel(false); // Nobody waits for it for ever.
      }
    }
    storer.shutdown();
    try {
      if (!storer.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("the last block is not stored after a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pool.close();
    }
  }
}
