package dev.kopi.core.trie;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateDiff.AccountChange;
import dev.kopi.core.trie.TrieUpdate.NodeChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The trie of accounts and the tries of their storage: secure tries, whose keys are the keccak256
 * of addresses and slots (Yellow Paper, 4.1 and appendix D).
 */
public final class StateTrie {
  private StateTrie() {}

  /** As {@link #apply(NodeReader, Hash, StateDiff, Tasks)}, one sub-trie after another. */
  public static TrieUpdate apply(NodeReader nodes, Hash parentRoot, StateDiff diff) {
    return apply(nodes, parentRoot, diff, Tasks.SEQUENTIAL);
  }

  /**
   * Brings a state difference into the tries.
   *
   * @param nodes the nodes of the parent's state; several threads read it when {@code tasks} has
   *     them
   * @param parentRoot the state root before
   * @param tasks runs the storage tries, and then the sub-tries of the account trie
   * @throws dev.kopi.core.state.StateUnavailableException when a node that is needed is missing
   * @throws dev.kopi.core.primitives.DecodeException when a node is malformed
   */
  public static TrieUpdate apply(NodeReader nodes, Hash parentRoot, StateDiff diff, Tasks tasks) {
    if (diff.accounts().isEmpty()) {
      return new TrieUpdate(parentRoot, Map.of(), List.of());
    }
    Trie accounts = new Trie(nodes, Hash.ZERO, parentRoot);
    List<AccountWork> work = new ArrayList<>(diff.accounts().size());
    diff.accounts()
        .forEach((address, change) -> work.add(new AccountWork(address, key(address), change)));
    work.sort(Comparator.comparing(AccountWork::key));
    List<Supplier<StorageResult>> pieces = new ArrayList<>(work.size());
    for (AccountWork one : work) {
      Account before = account(accounts.get(Nibbles.of(one.key())));
      pieces.add(() -> storage(nodes, one, before, tasks));
    }
    List<StorageResult> storage = tasks.run(pieces);

    byte[][] keys = new byte[work.size()][];
    @Nullable Bytes[] values = new @Nullable Bytes[work.size()];
    Map<Address, Hash> storageRoots = new HashMap<>();
    List<NodeChange> changes = new ArrayList<>();
    for (int i = 0; i < keys.length; i++) {
      AccountWork one = work.get(i);
      StorageResult result = storage.get(i);
      keys[i] = Nibbles.of(one.key());
      changes.addAll(result.changes());
      StateDiff.Content after = one.change().after();
      if (after != null) {
        storageRoots.put(one.address(), result.root());
        values[i] = encode(after, result.root());
      }
    }
    TrieChanger.Result result =
        new TrieChanger(accounts, Hash.ZERO, Map.of(), keys, values, tasks).run();
    changes.addAll(result.changes());
    return new TrieUpdate(result.root(), storageRoots, changes);
  }

  private record AccountWork(Address address, Hash key, AccountChange change) {}

  private record StorageResult(Hash root, List<NodeChange> changes) {}

  private static StorageResult storage(
      NodeReader nodes, AccountWork work, @Nullable Account before, Tasks tasks) {
    AccountChange change = work.change();
    Hash oldRoot = before == null ? Keccak256.EMPTY_TRIE : before.storageRoot();
    boolean gone = change.after() == null;
    boolean cleared = gone || change.storageCleared();
    if (!cleared && change.storage().isEmpty()) {
      return new StorageResult(oldRoot, List.of());
    }
    Hash owner = work.key();
    Trie old = new Trie(nodes, owner, oldRoot);
    Trie trie = cleared ? new Trie(nodes, owner, Keccak256.EMPTY_TRIE) : old;
    List<Map.Entry<Hash, UInt256>> slots = new ArrayList<>(change.storage().size());
    if (!gone) {
      change.storage().forEach((slot, value) -> slots.add(Map.entry(key(slot), value)));
      slots.sort(Map.Entry.comparingByKey());
    }
    byte[][] keys = new byte[slots.size()][];
    @Nullable Bytes[] values = new @Nullable Bytes[slots.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Nibbles.of(slots.get(i).getKey());
      UInt256 value = slots.get(i).getValue();
      values[i] = value.isZero() ? null : encode(value);
    }
    Map<Bytes, Hash> wiped = cleared ? old.all() : Map.of();
    TrieChanger.Result result = new TrieChanger(trie, owner, wiped, keys, values, tasks).run();
    return new StorageResult(result.root(), result.changes());
  }

  /** The key of an account: keccak256 of its address. */
  public static Hash key(Address address) {
    return Keccak256.hash(address.toArray());
  }

  /** The key of a storage slot: keccak256 of its number. */
  public static Hash key(UInt256 slot) {
    return Keccak256.hash(slot.toArray());
  }

  /** The value that the account trie holds. */
  public static Bytes encode(StateDiff.Content content, Hash storageRoot) {
    return new RlpWriter(120)
        .startList()
        .number(content.nonce())
        .number(content.balance())
        .hash(storageRoot)
        .hash(content.codeHash())
        .endList()
        .toBytes();
  }

  /** The value that a storage trie holds. */
  public static Bytes encode(UInt256 value) {
    return new RlpWriter(40).number(value).toBytes();
  }

  /**
   * Reads a value of the account trie; null stays null.
   *
   * @throws dev.kopi.core.primitives.DecodeException when the bytes are not an account
   */
  public static @Nullable Account account(@Nullable Bytes encoded) {
    if (encoded == null) {
      return null;
    }
    RlpReader reader = new RlpReader(encoded);
    RlpReader in = reader.list();
    reader.expectEnd();
    Account account = new Account(in.number(), in.uint256(), in.hash(), in.hash());
    in.expectEnd();
    return account;
  }

  /**
   * Reads a value of a storage trie; null is zero.
   *
   * @throws dev.kopi.core.primitives.DecodeException when the bytes are not a number
   */
  public static UInt256 slot(@Nullable Bytes encoded) {
    if (encoded == null) {
      return UInt256.ZERO;
    }
    RlpReader reader = new RlpReader(encoded);
    UInt256 value = reader.uint256();
    reader.expectEnd();
    return value;
  }
}
