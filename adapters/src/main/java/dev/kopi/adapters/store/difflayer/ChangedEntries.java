package dev.kopi.adapters.store.difflayer;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.trie.TrieUpdate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entries of state and tries that a block, or a run of blocks, changed. Not modified once it is
 * built.
 *
 * @param accounts by address
 * @param tries by owner
 */
public record ChangedEntries(Map<Address, AccountEntry> accounts, Map<Hash, TrieEntry> tries) {
  /** Estimated memory of the objects of an account, a slot and a node beyond their bytes. */
  private static final long ACCOUNT_BYTES = 320;

  private static final long SLOT_BYTES = 144;
  private static final long NODE_BYTES = 176;

  /**
   * The changes of one account.
   *
   * @param account its content afterwards, or null when it was deleted
   * @param cleared whether slots that are not in {@code slots} are zero
   * @param slots the slots that changed
   */
  public record AccountEntry(
      @Nullable Account account, boolean cleared, Map<UInt256, UInt256> slots) {}

  /**
   * The changes of one trie.
   *
   * @param cleared whether all nodes that are not in {@code nodes} are removed
   * @param nodes the nodes that changed, by path; empty when removed
   */
  public record TrieEntry(boolean cleared, Map<Bytes, Optional<Bytes>> nodes) {}

  /**
   * The changes of one block.
   *
   * @throws IllegalArgumentException when the storage root of a changed account is missing
   */
  public static ChangedEntries of(StateDiff diff, TrieUpdate trie) {
    Map<Address, AccountEntry> accounts = HashMap.newHashMap(diff.accounts().size());
    Map<Hash, TrieEntry> tries = new HashMap<>();
    for (Map.Entry<Address, StateDiff.AccountChange> entry : diff.accounts().entrySet()) {
      Address address = entry.getKey();
      StateDiff.AccountChange change = entry.getValue();
      StateDiff.Content content = change.after();
      boolean cleared = content == null || change.storageCleared();
      @Nullable Account account = null;
      if (content != null) {
        Hash root = trie.storageRoots().get(address);
        if (root == null) {
          throw new IllegalArgumentException("no storage root for " + address);
        }
        account = new Account(content.nonce(), content.balance(), root, content.codeHash());
      }
      Map<UInt256, UInt256> slots = content == null ? Map.of() : new HashMap<>(change.storage());
      accounts.put(address, new AccountEntry(account, cleared, slots));
      if (cleared) {
        tries.put(Keccak256.hash(address.toBytes()), new TrieEntry(true, new HashMap<>()));
      }
    }
    for (TrieUpdate.NodeChange change : trie.changes()) {
      tries
          .computeIfAbsent(change.owner(), owner -> new TrieEntry(false, new HashMap<>()))
          .nodes()
          .put(change.path(), Optional.ofNullable(change.node()));
    }
    return new ChangedEntries(accounts, tries);
  }

  /** Merges the changes of consecutive blocks, the oldest first. */
  public static ChangedEntries merged(List<ChangedEntries> run) {
    Map<Address, AccountEntry> accounts = new HashMap<>();
    Map<Hash, TrieEntry> tries = new HashMap<>();
    for (ChangedEntries next : run) {
      next.accounts.forEach((address, newer) -> {
        AccountEntry older = accounts.get(address);
        Map<UInt256, UInt256> slots;
        if (older == null || newer.cleared) {
          slots = new HashMap<>(newer.slots);
        } else {
          slots = older.slots;
          slots.putAll(newer.slots);
        }
        boolean cleared = newer.cleared || (older != null && older.cleared);
        accounts.put(address, new AccountEntry(newer.account, cleared, slots));
      });
      next.tries.forEach((owner, newer) -> {
        TrieEntry older = tries.get(owner);
        if (older == null || newer.cleared) {
          tries.put(owner, new TrieEntry(newer.cleared, new HashMap<>(newer.nodes)));
        } else {
          older.nodes.putAll(newer.nodes);
        }
      });
    }
    return new ChangedEntries(accounts, tries);
  }

  /** The approximate memory in bytes. Iterates over all entries. */
  long bytes() {
    long bytes = 0;
    for (AccountEntry account : accounts.values()) {
      bytes += ACCOUNT_BYTES + SLOT_BYTES * account.slots.size();
    }
    for (TrieEntry trie : tries.values()) {
      for (Map.Entry<Bytes, Optional<Bytes>> node : trie.nodes.entrySet()) {
        bytes += NODE_BYTES + node.getKey().size();
        bytes += node.getValue().map(Bytes::size).orElse(0);
      }
    }
    return bytes;
  }
}
