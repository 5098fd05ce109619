package dev.kopi.adapters.store;

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
 * Moves the base: forward over layers, writing down how to come back, or backward. Each move is one
 * batch.
 */
final class BaseMover {
  /** Where a batch leads. */
  record Move(Batch batch, BaseChanges changes, BlockId base, long oldest) {}

  /** Of how many blocks one move forgets the history at most. */
  private static final long FORGET_LIMIT = 4096;

  private BaseMover() {}

  /**
   * Puts layers into the base.
   *
   * @param base where it stands
   * @param layers the next blocks, upwards
   * @param oldest the oldest block whose state is to be kept, if the base once was there
   */
  static Move forward(Base base, List<Layer> layers, long oldest) {
    Batch batch = new Batch();
    BaseChanges state = new BaseChanges(base);
    BlockId next = layers.getLast().id();
    long kept = kept(base, oldest, next);
    // To states before this block nobody comes back: only the last value of each entry matters.
    List<ChangedEntries> forgotten =
        layers.stream()
            .filter(layer -> layer.number() <= kept)
            .map(layer -> layer.changes.entries())
            .toList();
    if (!forgotten.isEmpty()) {
      record(new Recorder(state, batch, kept, false), ChangedEntries.merged(forgotten));
    }
    for (Layer layer : layers) {
      if (layer.number() > kept) {
        record(new Recorder(state, batch, layer.number(), true), layer.changes.entries());
      }
      if (layer.number() >= kept) {
        batch.put(Kind.LINEAGE, Keys.number(layer.number()), layer.hash().toArray());
      }
      batch.delete(Kind.LAYER, Keys.block(layer.number(), layer.hash()));
    }
    state.writeTo(batch);
    forget(base, batch, kept);
    Meta.putBase(batch, next, kept);
    return new Move(batch, state, next, kept);
  }

  private static void record(Recorder recorder, ChangedEntries changed) {
    changed.accounts().forEach(recorder::account);
    changed.tries().forEach(recorder::trie);
    recorder.finish();
  }

  /** Leaves the base where it is and forgets states below {@code oldest}, some at a time. */
  static Move forget(Base base, long oldest) {
    Batch batch = new Batch();
    long kept = kept(base, oldest, base.id);
    forget(base, batch, kept);
    Meta.putBase(batch, base.id, kept);
    return new Move(batch, new BaseChanges(base), base.id, kept);
  }

  private static long kept(Base base, long oldest, BlockId next) {
    long wanted = Math.min(oldest, next.number());
    return Math.max(base.oldest, Math.min(wanted, base.oldest + FORGET_LIMIT));
  }

  /** Removes what only states below {@code oldest} need. */
  private static void forget(Base base, Batch batch, long oldest) {
    for (long number = base.oldest + 1; number <= Math.min(oldest, base.id.number()); number++) {
      byte[] at = Keys.number(number);
      byte[] changes = base.snapshot().get(Kind.CHANGES, at);
      if (changes != null) {
        long block = number;
        ChangedKeys.decode(changes)
            .forEach(
                (kind, key) -> batch.delete(Keys.historyOf(kind), Keys.history(kind, key, block)));
        batch.delete(Kind.CHANGES, at);
      }
    }
    for (long number = base.oldest; number <= Math.min(oldest - 1, base.id.number()); number++) {
      batch.delete(Kind.LINEAGE, Keys.number(number));
    }
  }

  /**
   * Takes the base back.
   *
   * @param base where it stands
   * @param target a block not below the oldest one, whose state the base was in before
   */
  static Move backward(Base base, BlockId target) {
    Batch batch = new Batch();
    BaseChanges state = new BaseChanges(base);
    for (long number = base.id.number(); number > target.number(); number--) {
      byte[] at = Keys.number(number);
      byte[] changes = base.snapshot().get(Kind.CHANGES, at);
      if (changes == null) {
        throw missing(number);
      }
      long block = number;
      ChangedKeys.decode(changes)
          .forEach((kind, key) -> {
            byte[] historyKey = Keys.history(kind, key, block);
            byte[] before = base.snapshot().get(Keys.historyOf(kind), historyKey);
            if (before == null) {
              throw missing(block);
            }
            state.set(kind, key, before);
            batch.delete(Keys.historyOf(kind), historyKey);
          });
      batch.delete(Kind.CHANGES, at);
      batch.delete(Kind.LINEAGE, at);
    }
    state.writeTo(batch);
    Meta.putBase(batch, target, base.oldest);
    return new Move(batch, state, target, base.oldest);
  }

  private static StoreException missing(long number) {
    return new StoreException(
        StoreException.Reason.CORRUPT,
        "the database is damaged: it does not say what block " + number + " changed");
  }

  /** Takes the changes of one block over into the state, and what was before into its history. */
  private static final class Recorder {
    private final BaseChanges state;
    private final Batch batch;
    private final long number;
    private final boolean keepHistory;
    private final ChangedKeys changed = new ChangedKeys();

    /** Accounts that had storage and lose all of it. */
    private final Set<Hash> clearedTries = new HashSet<>();

    Recorder(BaseChanges state, Batch batch, long number, boolean keepHistory) {
      this.state = state;
      this.batch = batch;
      this.number = number;
      this.keepHistory = keepHistory;
    }

    void account(Address address, ChangedEntries.AccountEntry entry) {
      Hash hash = Keccak256.hash(address.toArray());
      byte[] key = hash.toArray();
      if (entry.cleared() && hasStorage(state.get(Kind.ACCOUNT, key))) {
        clearedTries.add(hash);
        clear(hash, entry);
      }
      set(Kind.ACCOUNT, key, Values.account(entry.account()));
      for (Map.Entry<UInt256, UInt256> slot : entry.slots().entrySet()) {
        byte[] slotKey = Keys.slot(hash, Keccak256.hash(slot.getKey().toArray()));
        set(Kind.SLOT, slotKey, Values.slot(slot.getValue()));
      }
    }

    /**
     * Removes the slots and nodes of an account; those that the block puts in their places follow
     * with their own changes.
     */
    private void clear(Hash account, ChangedEntries.AccountEntry entry) {
      Set<Bytes> replaced = new HashSet<>();
      for (UInt256 slot : entry.slots().keySet()) {
        replaced.add(Bytes.wrap(Keys.slot(account, Keccak256.hash(slot.toArray()))));
      }
      for (Bytes key : state.keysOf(Kind.SLOT, account)) {
        if (!replaced.contains(key)) {
          remove(Kind.SLOT, key.unsafeArray());
        }
      }
    }

    void trie(Hash owner, ChangedEntries.TrieEntry entry) {
      if (clearedTries.contains(owner)) {
        for (Bytes key : state.keysOf(Kind.NODE, owner)) {
          if (!entry.nodes().containsKey(key.slice(32, key.size()))) {
            remove(Kind.NODE, key.unsafeArray());
          }
        }
      }
      for (Map.Entry<Bytes, Optional<Bytes>> node : entry.nodes().entrySet()) {
        byte[] key = Keys.node(owner, node.getKey());
        Bytes after = node.getValue().orElse(Bytes.EMPTY);
        set(Kind.NODE, key, after.unsafeArray());
      }
    }

    private static boolean hasStorage(byte[] account) {
      Account before = Values.account(account);
      return before != null && !before.storageRoot().equals(Keccak256.EMPTY_TRIE);
    }

    private void remove(Kind kind, byte[] key) {
      set(kind, key, Bytes.EMPTY.unsafeArray());
    }

    /** What was before is only looked up when it is written down. */
    private void set(Kind kind, byte[] key, byte[] after) {
      if (keepHistory) {
        byte[] before = state.get(kind, key);
        if (Arrays.equals(before, after)) {
          return;
        }
        changed.add(kind, key);
        batch.put(Keys.historyOf(kind), Keys.history(kind, key, number), before);
      }
      state.set(kind, key, after);
    }

    void finish() {
      if (keepHistory) {
        batch.put(Kind.CHANGES, Keys.number(number), changed.encode());
      }
    }
  }
}
