package dev.kopi.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.store.kv.HeapKeyValueStore;
import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.StoreException;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when the database cannot write, is closed, or was written by others. */
final class ChainStoreFaultTest {
  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULT.withLayers(4, 2).withCaches(64 << 10, 0);

  /** A database whose disk is full at times. */
  private static final class FullAtTimes implements KeyValueStore {
    final HeapKeyValueStore db = new HeapKeyValueStore();
    final Random random;
    boolean full;

    FullAtTimes(long seed) {
      random = new Random(seed);
    }

    @Override
    public void write(WriteBatch batch) {
      if (full && random.nextInt(3) == 0) {
        throw new StoreException(StoreException.Reason.DISK_FULL, "the disk is full");
      }
      db.write(batch);
    }

    @Override
    public void sync() {
      db.sync();
    }

    @Override
    public byte @Nullable [] get(Table table, byte[] key) {
      return db.get(table, key);
    }

    @Override
    public Snapshot snapshot() {
      return db.snapshot();
    }

    @Override
    public long size(Table table) {
      return db.size(table);
    }

    @Override
    public long entries(Table table) {
      return db.entries(table);
    }

    @Override
    public void verifyChecksums() {
      db.verifyChecksums();
    }

    @Override
    public void compact(Table table) {
      db.compact(table);
    }

    @Override
    public void close() {
      db.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void goesOnWhenAFullDiskHasRoomAgain(long seed) {
    FullAtTimes db = new FullAtTimes(seed);
    StoreModel model = new StoreModel(seed);
    LayeredChainStore store = LayeredChainStore.open(db, OPTIONS, model.genesis);
    db.full = true;
    Hash head = store.heads().head();
    int failures = 0;
    for (int i = 0; i < 150; i++) {
      ExecutedBlock block = model.child(head);
      boolean done = false;
      while (!done) {
        try {
          store.add(block);
          store.setHeads(new ChainHeads(block.block().hash(), Hash.ZERO, Hash.ZERO));
          done = true;
        } catch (StoreException e) {
          assertThat(e.reason()).isEqualTo(StoreException.Reason.DISK_FULL);
          failures++;
          assertThat(store.hasState(store.heads().head())).isTrue();
          if (i % 7 == 0) {
            store = reopened(db, model);
          }
        }
      }
      head = block.block().hash();
      compare(model, store, head);
    }
    assertThat(failures).isGreaterThan(20);
    store = reopened(db, model);
    for (Hash hash : model.blocks.keySet()) {
      compare(model, store, hash);
    }
  }

  private static LayeredChainStore reopened(FullAtTimes db, StoreModel model) {
    boolean full = db.full;
    db.full = false;
    LayeredChainStore store = LayeredChainStore.open(db, OPTIONS, model.genesis);
    db.full = full;
    return store;
  }

  private static void compare(StoreModel model, LayeredChainStore store, Hash hash) {
    StateView state = store.state(hash);
    for (int i = 0; i < StoreModel.ACCOUNTS; i++) {
      Address address = StoreModel.address(i);
      assertThat(state.account(address)).isEqualTo(model.state(hash).accounts().get(address));
      UInt256 slot = StoreModel.slot(i % 8);
      assertThat(state.storage(address, slot))
          .isEqualTo(
              model
                  .state(hash)
                  .slots()
                  .getOrDefault(new StoreModel.SlotKey(address, slot), UInt256.ZERO));
    }
  }

  @Test
  void beginsAnewWhenTheGenesisWasWrittenInPart() {
    StoreModel model = new StoreModel(1);
    HeapKeyValueStore db = new HeapKeyValueStore();
    WriteBatch part = new WriteBatch();
    byte[] key = StoreModel.owner(StoreModel.address(1)).toArray();
    part.put(Table.ACCOUNT, key, new byte[] {1, 2, 3});
    part.put(Table.NODE, new byte[33], new byte[] {1});
    db.write(part);
    LayeredChainStore store = LayeredChainStore.open(db, OPTIONS, model.genesis);
    compare(model, store, model.genesis.block().hash());
    assertThat(db.get(Table.NODE, new byte[33])).isNull();
  }

  @Test
  void refusesToReadOnceClosed() {
    StoreModel model = new StoreModel(1);
    LayeredChainStore store =
        LayeredChainStore.open(new HeapKeyValueStore(), OPTIONS, model.genesis);
    Hash genesis = model.genesis.block().hash();
    StateView state = store.state(genesis);
    store.close();
    store.close();
    assertThatThrownBy(() -> state.account(Address.ZERO))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.CLOSED));
    assertThatThrownBy(() -> store.block(Hash.ZERO)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.add(model.child(genesis))).isInstanceOf(StoreException.class);
  }

  @Test
  void refusesAFormatItDoesNotKnow() {
    StoreModel model = new StoreModel(1);
    HeapKeyValueStore db = new HeapKeyValueStore();
    LayeredChainStore.open(db, OPTIONS, model.genesis);
    WriteBatch batch = new WriteBatch();
    batch.put(
        Table.META, "format".getBytes(java.nio.charset.StandardCharsets.US_ASCII), new byte[] {99});
    db.write(batch);
    assertThatThrownBy(() -> LayeredChainStore.open(db, OPTIONS, model.genesis))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.OTHER_FORMAT));
  }
}
