package dev.kopi.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.store.kv.HeapKeyValueStore;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.TransactionLocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random chains with branches, reorganisations and reopening, held against {@link StoreModel} after
 * every step.
 */
final class ChainStorePropertyTest {
  private static final long MIB = 1L << 20;

  /** Caches so small that things leave them. */
  private static final StoreOptions SMALL =
      StoreOptions.DEFAULT.withCaches(64 << 10, 16 << 10).withBuffers(MIB, MIB);

  @TempDir Path directory;

  /**
   * Leaves the database open when the store closes it: what a process that is killed leaves behind.
   */
  private static final class Killable implements AutoCloseable {
    final HeapKeyValueStore db = new HeapKeyValueStore();

    @Override
    public void close() {
      db.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void keepsEveryStateOfAnArchive(long seed) {
    try (Killable db = new Killable()) {
      new Run(seed, SMALL.withLayers(6, 3), db.db).steps(150);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void keepsTheStatesOfItsWindow(long seed) {
    try (Killable db = new Killable()) {
      StoreOptions options = SMALL.withLayers(4, 2).withHistory(10, 0);
      new Run(seed, options, db.db).steps(150);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void goesBackToTheBaseWithoutAJournal(long seed) {
    try (Killable db = new Killable()) {
      StoreOptions options = SMALL.withLayers(4, 2).withJournal(false);
      new Run(seed, options, db.db).steps(150);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32})
  void isTheSameOnDisk(long seed) {
    StoreOptions options = SMALL.withLayers(6, 3);
    StoreModel model = new StoreModel(seed);
    Random random = new Random(seed);
    Hash head = model.genesis.block().hash();
    for (int round = 0; round < 4; round++) {
      try (ChainStore store = ChainStores.onDisk(directory, options, model.genesis)) {
        assertThat(store.heads().head()).isEqualTo(head);
        for (int i = 0; i < 20; i++) {
          ExecutedBlock block = model.child(head);
          store.add(block);
          head = block.block().hash();
          store.setHeads(new ChainHeads(head, Hash.ZERO, Hash.ZERO));
          checkState(model, store, head);
        }
        for (Hash hash : model.blocks.keySet()) {
          checkState(model, store, hash);
          checkBlock(model, store, hash);
        }
        List<Hash> all = List.copyOf(model.blocks.keySet());
        head = all.get(random.nextInt(all.size()));
        store.setHeads(new ChainHeads(head, Hash.ZERO, Hash.ZERO));
        checkState(model, store, head);
        head = store.heads().head();
        for (Hash hash : all) {
          if (!store.hasState(hash)) {
            model.blocks.remove(hash);
          }
        }
      }
    }
  }

  @Test
  void refusesAnotherGenesis() {
    try (Killable db = new Killable()) {
      LayeredChainStore.open(db.db, StoreOptions.DEFAULT, new StoreModel(1).genesis);
      ExecutedBlock other = new StoreModel(2).child(new StoreModel(2).genesis.block().hash());
      assertThatThrownBy(() -> LayeredChainStore.open(db.db, StoreOptions.DEFAULT, other))
          .hasMessageContaining("has genesis block");
    }
  }

  private static void checkState(StoreModel model, ChainStore store, Hash hash) {
    StoreModel.State expected = model.state(hash);
    StateView state = store.state(hash);
    var nodes = store.trieNodes(hash);
    for (int i = 0; i < StoreModel.ACCOUNTS; i++) {
      Address address = StoreModel.address(i);
      var account = state.account(address);
      assertThat(account).isEqualTo(expected.accounts().get(address));
      if (account != null) {
        assertThat(Keccak256.hash(state.code(account.codeHash()))).isEqualTo(account.codeHash());
      }
      for (int j = 0; j < 8; j++) {
        UInt256 slot = StoreModel.slot(j);
        assertThat(state.storage(address, slot))
            .isEqualTo(
                expected.slots().getOrDefault(new StoreModel.SlotKey(address, slot), UInt256.ZERO));
      }
    }
    model.states.values().stream()
        .limit(20)
        .flatMap(other -> other.nodes().keySet().stream())
        .distinct()
        .forEach(key -> {
          Bytes node = expected.nodes().get(key);
          Hash nodeHash = node == null ? Hash.ZERO : Keccak256.hash(node);
          assertThat(nodes.node(key.owner(), key.path(), nodeHash)).isEqualTo(node);
        });
    expected
        .nodes()
        .forEach((key, node) ->
            assertThat(nodes.node(key.owner(), key.path(), Keccak256.hash(node))).isEqualTo(node));
  }

  private static void checkBlock(StoreModel model, ChainStore store, Hash hash) {
    ExecutedBlock expected = model.block(hash);
    var block = store.block(hash);
    assertThat(block).isNotNull();
    assertThat(block.encode()).isEqualTo(expected.block().encode());
    assertThat(store.header(hash)).isEqualTo(expected.block().header());
    assertThat(store.receipts(hash)).isEqualTo(expected.receipts());
  }

  /** One random history over one database. */
  private static final class Run {
    private final StoreModel model;
    private final Random random;
    private final StoreOptions options;
    private final HeapKeyValueStore db;
    private LayeredChainStore store;
    private ChainHeads heads;
    private long highest;

    Run(long seed, StoreOptions options, HeapKeyValueStore db) {
      this.model = new StoreModel(seed);
      this.random = new Random(seed);
      this.options = options;
      this.db = db;
      this.store = LayeredChainStore.open(db, options, model.genesis);
      this.heads = store.heads();
    }

    void steps(int count) {
      for (int i = 0; i < count; i++) {
        int dice = random.nextInt(20);
        if (dice < 12) {
          addOnTopOf(heads.head(), true);
        } else if (dice < 15) {
          addOnTopOf(someBlockWithState(), random.nextBoolean());
        } else if (dice < 17) {
          setHead(someBlockWithState());
        } else if (dice < 18) {
          reopen();
        } else {
          addOnTopOf(heads.head(), false);
        }
        check(i % 10 == 0);
      }
    }

    private void addOnTopOf(Hash parent, boolean asHead) {
      ExecutedBlock block = model.child(parent);
      store.add(block);
      store.add(block);
      if (asHead) {
        setHead(block.block().hash());
      }
    }

    private void setHead(Hash hash) {
      heads = new ChainHeads(hash, heads.head(), model.genesis.block().hash());
      store.setHeads(heads);
    }

    private Hash someBlockWithState() {
      List<Hash> all = new ArrayList<>(model.blocks.keySet());
      Hash hash;
      do {
        hash = all.get(Math.max(0, all.size() - 1 - random.nextInt(random.nextInt(40) + 1)));
      } while (!store.hasState(hash));
      return hash;
    }

    private void reopen() {
      boolean hadLayers = options.journal();
      store = LayeredChainStore.open(db, options, model.genesis);
      if (hadLayers) {
        assertThat(store.heads()).isEqualTo(heads);
      } else {
        heads = store.heads();
      }
    }

    private void check(boolean everything) {
      assertThat(store.heads()).isEqualTo(heads);
      long head = model.block(heads.head()).block().number();
      highest = Math.max(highest, head);
      assertThat(store.canonicalHash(head + 1)).isNull();
      Hash at = heads.head();
      for (long number = head; number >= 5; number--) {
        assertThat(store.canonicalHash(number)).isEqualTo(at);
        ExecutedBlock block = model.block(at);
        int index = 0;
        for (var transaction : block.block().transactions()) {
          TransactionLocation found = store.transaction(transaction.hash());
          assertThat(found).isEqualTo(new TransactionLocation(at, number, index++));
        }
        long window = options.historyBlocks();
        if (window == 0 || number > highest - window) {
          assertThat(store.hasState(at)).as("state of canonical block %s", number).isTrue();
        }
        at = block.block().header().parentHash();
      }
      int rest = everything ? Integer.MAX_VALUE : 6;
      for (Hash hash : List.copyOf(model.blocks.keySet()).reversed()) {
        if (rest-- == 0) {
          break;
        }
        checkBlock(model, store, hash);
        if (store.hasState(hash)) {
          checkState(model, store, hash);
        } else {
          assertThatThrownBy(() -> store.state(hash)).isInstanceOf(StateUnavailableException.class);
        }
      }
    }
  }
}
