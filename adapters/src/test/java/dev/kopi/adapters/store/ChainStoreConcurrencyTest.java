package dev.kopi.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.store.kv.HeapKeyValueStore;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers on many threads while one writes, moves the disk layer forward and back, and closes. */
final class ChainStoreConcurrencyTest {
  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULT.withLayers(5, 1).withCaches(32 << 10, 0).withBuffers(1 << 20, 1 << 20);

  @TempDir Path directory;

  @Test
  void readersSeeOneStateInTheHeap() throws InterruptedException {
    StoreModel model = new StoreModel(7);
    run(model, LayeredChainStore.open(new HeapKeyValueStore(), OPTIONS, model.genesis), 1500);
  }

  @Test
  void readersSeeOneStateOnDiskAndEndWhenItCloses() throws InterruptedException {
    StoreModel model = new StoreModel(8);
    run(model, ChainStores.onDisk(directory, OPTIONS, model.genesis), 1000);
  }

  /** The window of states is all in memory, so that the disk layer has no older states. */
  @Test
  void aStateThatIsKeptIsNeverRefused() throws InterruptedException {
    StoreModel model = new StoreModel(9);
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    AtomicLong reads = new AtomicLong();
    StoreOptions options = OPTIONS.withLayers(16, 4).withHistory(16, 0);
    Hash head = model.genesis.block().hash();
    List<Thread> readers = new ArrayList<>();
    try (ChainStore store =
        LayeredChainStore.open(new HeapKeyValueStore(), options, model.genesis)) {
      AtomicBoolean ended = new AtomicBoolean();
      for (int i = 0; i < 3; i++) {
        Random random = new Random(i);
        readers.add(
            Thread.ofPlatform()
                .start(() -> {
                  while (!ended.get() && failures.isEmpty()) {
                    readHead(store, random, reads, failures);
                  }
                }));
      }
      for (int i = 0; i < 3000 && failures.isEmpty(); i++) {
        ExecutedBlock block = model.child(head);
        head = block.block().hash();
        store.add(block);
        store.setHeads(new ChainHeads(head, Hash.ZERO, Hash.ZERO));
      }
      ended.set(true);
      for (Thread reader : readers) {
        reader.join();
      }
    }
    assertThat(failures).isEmpty();
    assertThat(reads.get()).isGreaterThan(1000);
  }

  private static void readHead(
      ChainStore store, Random random, AtomicLong reads, List<Throwable> failures) {
    Hash hash = store.heads().head();
    try {
      StateView state = store.state(hash);
      for (int i = 0; i < 50; i++) {
        Address address = StoreModel.address(random.nextInt(StoreModel.ACCOUNTS));
        state.account(address);
        state.storage(address, StoreModel.slot(random.nextInt(8)));
        reads.incrementAndGet();
      }
    } catch (StateUnavailableException e) {
      if (store.hasState(hash)) {
        failures.add(e);
      }
    }
  }

  private static void run(StoreModel model, ChainStore store, int blocks)
      throws InterruptedException {
    ConcurrentHashMap<Hash, StoreModel.State> states = new ConcurrentHashMap<>();
    List<Hash> hashes = new CopyOnWriteArrayList<>();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    AtomicBoolean closed = new AtomicBoolean();
    AtomicLong reads = new AtomicLong();
    hashes.add(model.genesis.block().hash());
    states.putAll(model.states);
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Random random = new Random(i);
      readers.add(
          Thread.ofPlatform()
              .start(
                  () -> readUntilClosed(store, hashes, states, random, reads, closed, failures)));
    }
    Random random = new Random(99);
    Hash head = model.genesis.block().hash();
    for (int i = 0; i < blocks && failures.isEmpty(); i++) {
      if (random.nextInt(12) == 0) {
        Hash back = hashes.get(Math.max(0, hashes.size() - 1 - random.nextInt(12)));
        head = store.hasState(back) ? back : head;
      }
      ExecutedBlock block = model.child(head);
      head = block.block().hash();
      store.add(block);
      states.put(head, model.state(head));
      hashes.add(head);
      store.setHeads(new ChainHeads(head, Hash.ZERO, Hash.ZERO));
    }
    closed.set(true);
    store.close();
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(failures).isEmpty();
    assertThat(reads.get()).isGreaterThan(blocks);
  }

  private static void readUntilClosed(
      ChainStore store,
      List<Hash> hashes,
      ConcurrentHashMap<Hash, StoreModel.State> states,
      Random random,
      AtomicLong reads,
      AtomicBoolean closed,
      List<Throwable> failures) {
    while (true) {
      int age = random.nextInt(random.nextInt(60) + 1);
      Hash hash = hashes.get(Math.max(0, hashes.size() - 1 - age));
      StoreModel.State expected = java.util.Objects.requireNonNull(states.get(hash));
      try {
        StateView state = store.state(hash);
        for (int i = 0; i < 30; i++) {
          Address address = StoreModel.address(random.nextInt(StoreModel.ACCOUNTS));
          UInt256 slot = StoreModel.slot(random.nextInt(8));
          assertThat(state.account(address)).isEqualTo(expected.accounts().get(address));
          assertThat(state.storage(address, slot))
              .isEqualTo(
                  expected
                      .slots()
                      .getOrDefault(new StoreModel.SlotKey(address, slot), UInt256.ZERO));
          reads.addAndGet(2);
        }
        var nodes = store.trieNodes(hash);
        expected
            .nodes()
            .forEach((key, node) ->
                assertThat(nodes.node(key.owner(), key.path(), Keccak256.hash(node)))
                    .isEqualTo(node));
      } catch (StateUnavailableException e) {
        // The block was left and is too old to be kept.
        reads.incrementAndGet();
      } catch (StoreException e) {
        if (e.reason() != StoreException.Reason.CLOSED || !closed.get()) {
          failures.add(e);
        }
        return;
      } catch (RuntimeException | Error e) {
        failures.add(e);
        return;
      }
    }
  }
}
