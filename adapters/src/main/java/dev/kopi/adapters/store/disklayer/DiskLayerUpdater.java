package dev.kopi.adapters.store.disklayer;

import dev.kopi.adapters.store.difflayer.ChangedEntries;
import dev.kopi.adapters.store.difflayer.DiffLayer;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.adapters.store.schema.Corruption;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.adapters.store.schema.StoreMetadata;
import dev.kopi.adapters.store.schema.Values;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.state.Account;
import dev.kopi.core.store.StoreException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Updates the disk layer: commits diff layers into it and records the reverse diffs, reverts it by
 * these, or prunes them. Each update is one write batch, which the caller writes.
 */
public final class DiskLayerUpdater {
  /**
   * An update that is not written yet.
   *
   * @param batch what to write
   * @param changes the changed entries
   * @param block the block of the disk layer afterwards
   * @param oldest the number of the oldest block whose state can be read afterwards
   */
  public record Update(WriteBatch batch, DiskLayerChanges changes, BlockId block, long oldest) {}

  /** The most blocks whose history one update prunes. */
  private static final long PRUNE_LIMIT = 4096;

  private DiskLayerUpdater() {}

  /**
   * Commits diff layers into the disk layer.
   *
   * @param disk the current disk layer
   * @param layers the diff layers directly above it, the lowest first
   * @param oldest the number of the oldest block whose state is to be kept
   */
  public static Update commit(DiskLayer disk, List<DiffLayer> layers, long oldest) {
    WriteBatch batch = new WriteBatch();
    DiskLayerChanges state = new DiskLayerChanges(disk);
    BlockId next = layers.getLast().id();
    long kept = kept(disk, oldest, next);
    // No state below this block is kept, so only the last value of each entry matters.
    List<ChangedEntries> unrecorded =
        layers.stream()
            .filter(layer -> layer.number() <= kept)
            .map(layer -> layer.changes().entries())
            .toList();
    if (!unrecorded.isEmpty()) {
      record(new Recorder(state, batch, kept, false), ChangedEntries.merged(unrecorded));
    }
    for (DiffLayer layer : layers) {
      if (layer.number() > kept) {
        record(new Recorder(state, batch, layer.number(), true), layer.changes().entries());
      }
      if (layer.number() >= kept) {
        batch.put(Table.LINEAGE, Keys.number(layer.number()), layer.hash().toArray());
      }
      batch.delete(Table.LAYER, Keys.block(layer.number(), layer.hash()));
    }
    state.writeTo(batch);
    pruneHistory(disk, batch, kept);
    StoreMetadata.putDiskLayer(batch, next, kept);
    return new Update(batch, state, next, kept);
  }

  private static void record(Recorder recorder, ChangedEntries changed) {
    changed.accounts().forEach(recorder::account);
    changed.tries().forEach(recorder::trie);
    recorder.finish();
  }

  /**
   * Prunes the history of states below {@code oldest}, of a limited number of blocks at once. The
   * state of the disk layer stays.
   */
  public static Update prune(DiskLayer disk, long oldest) {
    WriteBatch batch = new WriteBatch();
    long kept = kept(disk, oldest, disk.block());
    pruneHistory(disk, batch, kept);
    StoreMetadata.putDiskLayer(batch, disk.block(), kept);
    return new Update(batch, new DiskLayerChanges(disk), disk.block(), kept);
  }

  private static long kept(DiskLayer disk, long oldest, BlockId next) {
    long wanted = Math.min(oldest, next.number());
    return Math.max(disk.oldest(), Math.min(wanted, disk.oldest() + PRUNE_LIMIT));
  }

  /** Removes the reverse diffs that only states below {@code oldest} need. */
  private static void pruneHistory(DiskLayer disk, WriteBatch batch, long oldest) {
    for (long number = disk.oldest() + 1;
        number <= Math.min(oldest, disk.block().number());
        number++) {
      byte[] at = Keys.number(number);
      byte[] changes = disk.snapshot().get(Table.CHANGES, at);
      if (changes != null) {
        long block = number;
        ChangedKeys.decode(changes)
            .forEach((table, key) ->
                batch.delete(Keys.historyOf(table), Keys.history(table, key, block)));
        batch.delete(Table.CHANGES, at);
      }
    }
    for (long number = disk.oldest();
        number <= Math.min(oldest - 1, disk.block().number());
        number++) {
      batch.delete(Table.LINEAGE, Keys.number(number));
    }
  }

  /**
   * Reverts the disk layer to an older state.
   *
   * @param disk the current disk layer
   * @param target an ancestor of its block, not below the oldest one
   */
  public static Update revert(DiskLayer disk, BlockId target) {
    WriteBatch batch = new WriteBatch();
    DiskLayerChanges state = new DiskLayerChanges(disk);
    for (long number = disk.block().number(); number > target.number(); number--) {
      byte[] at = Keys.number(number);
      byte[] changes = disk.snapshot().get(Table.CHANGES, at);
      if (changes == null) {
        throw missing(number);
      }
      long block = number;
      ChangedKeys.decode(changes)
          .forEach((table, key) -> {
            byte[] historyKey = Keys.history(table, key, block);
            byte[] before = disk.snapshot().get(Keys.historyOf(table), historyKey);
            if (before == null) {
              throw missing(block);
            }
            state.set(table, key, before);
            batch.delete(Keys.historyOf(table), historyKey);
          });
      batch.delete(Table.CHANGES, at);
      batch.delete(Table.LINEAGE, at);
    }
    state.writeTo(batch);
    StoreMetadata.putDiskLayer(batch, target, disk.oldest());
    return new Update(batch, state, target, disk.oldest());
  }

  private static StoreException missing(long number) {
    return Corruption.of("it has no reverse diff of block " + number);
  }

  /** Applies the changes of one block to the state, and records its reverse diff. */
  private static final class Recorder {
    private final DiskLayerChanges state;
    private final WriteBatch batch;
    private final long number;
    private final boolean keepHistory;
    private final ChangedKeys changed = new ChangedKeys();

    /** Accounts whose storage is cleared and was not empty. */
    private final Set<Hash> clearedTries = new HashSet<>();

    Recorder(DiskLayerChanges state, WriteBatch batch, long number, boolean keepHistory) {
      this.state = state;
      this.batch = batch;
      this.number = number;
      this.keepHistory = keepHistory;
    }

    void account(Address address, ChangedEntries.AccountEntry entry) {
      Hash hash = Keccak256.hash(address.toArray());
      byte[] key = hash.toArray();
      if (entry.cleared() && hasStorage(state.get(Table.ACCOUNT, key))) {
        clearedTries.add(hash);
        clear(hash, entry);
      }
      set(Table.ACCOUNT, key, Values.account(entry.account()));
      for (Map.Entry<UInt256, UInt256> slot : entry.slots().entrySet()) {
        byte[] slotKey = Keys.slot(hash, Keccak256.hash(slot.getKey().toArray()));
        set(Table.SLOT, slotKey, Values.slot(slot.getValue()));
      }
    }

    /** Removes the slots of an account, except those that the block sets anew. */
    private void clear(Hash account, ChangedEntries.AccountEntry entry) {
      Set<Bytes> replaced = new HashSet<>();
      for (UInt256 slot : entry.slots().keySet()) {
        replaced.add(Bytes.wrap(Keys.slot(account, Keccak256.hash(slot.toArray()))));
      }
      for (Bytes key : state.keysOf(Table.SLOT, account)) {
        if (!replaced.contains(key)) {
          remove(Table.SLOT, key.unsafeArray());
        }
      }
    }

    void trie(Hash owner, ChangedEntries.TrieEntry entry) {
      if (clearedTries.contains(owner)) {
        for (Bytes key : state.keysOf(Table.NODE, owner)) {
          if (!entry.nodes().containsKey(key.slice(32, key.size()))) {
            remove(Table.NODE, key.unsafeArray());
          }
        }
      }
      for (Map.Entry<Bytes, Optional<Bytes>> node : entry.nodes().entrySet()) {
        byte[] key = Keys.node(owner, node.getKey());
        Bytes after = node.getValue().orElse(Bytes.EMPTY);
        set(Table.NODE, key, after.unsafeArray());
      }
    }

    private static boolean hasStorage(byte[] account) {
      Account before = Values.account(account);
      return before != null && !before.storageRoot().equals(Keccak256.EMPTY_TRIE);
    }

    private void remove(Table table, byte[] key) {
      set(table, key, Bytes.EMPTY.unsafeArray());
    }

    /** Reads the previous value only when it is recorded. */
    private void set(Table table, byte[] key, byte[] after) {
      if (keepHistory) {
        byte[] before = state.get(table, key);
        if (Arrays.equals(before, after)) {
          return;
        }
        changed.add(table, key);
        batch.put(Keys.historyOf(table), Keys.history(table, key, number), before);
      }
      state.set(table, key, after);
    }

    void finish() {
      if (keepHistory) {
        batch.put(Table.CHANGES, Keys.number(number), changed.encode());
      }
    }
  }
}
