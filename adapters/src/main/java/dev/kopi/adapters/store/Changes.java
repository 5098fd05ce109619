package dev.kopi.adapters.store;

import dev.kopi.core.crypto.Keccak256;
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
 * What one block, or a run of blocks, changed in state and tries, for quick look-ups. Never changes
 * once it is built.
 */
final class Changes {
  /**
   * What is known of one account.
   *
   * @param account its content afterwards, or null when it is gone
   * @param cleared whether slots that are not in {@code slots} are zero
   * @param slots the slots that changed
   */
  record AccountEntry(@Nullable Account account, boolean cleared, Map<UInt256, UInt256> slots) {}

  /**
   * What is known of one trie.
   *
   * @param cleared whether nodes that are not in {@code nodes} are gone
   * @param nodes the nodes that changed, by path; empty where there is none any more
   */
  record TrieEntry(boolean cleared, Map<Bytes, Optional<Bytes>> nodes) {}

  private final Map<Address, AccountEntry> accounts;
  private final Map<Hash, TrieEntry> tries;

  /** About what the objects of an account, a slot and a node take beyond their bytes. */
  private static final long ACCOUNT_BYTES = 320;

  private static final long SLOT_BYTES = 144;
  private static final long NODE_BYTES = 176;

  private final Fingerprints known;

  /** Whether there is an account or a trie of which more is known than the entries that changed. */
  private final boolean clears;

  private Changes(Map<Address, AccountEntry> accounts, Map<Hash, TrieEntry> tries) {
    this.accounts = accounts;
    this.tries = tries;
    this.known = fingerprints(accounts, tries);
    this.clears =
        accounts.values().stream().anyMatch(AccountEntry::cleared)
            || tries.values().stream().anyMatch(TrieEntry::cleared);
  }

  private static Fingerprints fingerprints(
      Map<Address, AccountEntry> accounts, Map<Hash, TrieEntry> tries) {
    int count = accounts.size() + tries.size();
    for (AccountEntry account : accounts.values()) {
      count += account.slots.size();
    }
    for (TrieEntry trie : tries.values()) {
      count += trie.nodes.size();
    }
    Fingerprints all = new Fingerprints(count);
    accounts.forEach((address, entry) -> {
      all.add(Fingerprints.of(address));
      entry.slots.keySet().forEach(slot -> all.add(Fingerprints.of(address, slot)));
    });
    tries.forEach((owner, entry) -> {
      all.add(Fingerprints.of(owner));
      entry.nodes.keySet().forEach(path -> all.add(Fingerprints.of(owner, path)));
    });
    return all;
  }

  /** About how much memory this takes. Goes through all of it. */
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

  /**
   * What one block changed.
   *
   * @throws IllegalArgumentException when the storage root of a changed account is missing
   */
  static Changes of(StateDiff diff, TrieUpdate trie) {
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
    return new Changes(accounts, tries);
  }

  /** The changes of blocks that follow each other, the oldest first, as one. */
  static Changes merged(List<Changes> run) {
    Map<Address, AccountEntry> accounts = new HashMap<>();
    Map<Hash, TrieEntry> tries = new HashMap<>();
    for (Changes next : run) {
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
    return new Changes(accounts, tries);
  }

  /**
   * Whether something may be known of an entry; when it is false, nothing is. A quick look that
   * spares most look-ups.
   *
   * @param group the fingerprint of the account or of the trie
   * @param entry the fingerprint of the slot or of the node in it
   */
  boolean mayKnow(long group, long entry) {
    return known.mayHave(entry) || (clears && known.mayHave(group));
  }

  /** What changed in an account, or null when nothing did. */
  @Nullable AccountEntry account(Address address) {
    return accounts.get(address);
  }

  /** The value of a slot, or null when it did not change. */
  @Nullable UInt256 slot(Address address, UInt256 slot) {
    AccountEntry entry = accounts.get(address);
    if (entry == null) {
      return null;
    }
    UInt256 value = entry.slots.get(slot);
    return value != null ? value : entry.cleared ? UInt256.ZERO : null;
  }

  /** The node at a place: null when it did not change, empty when there is none any more. */
  @SuppressWarnings("OptionalOfRedundantMethod")
  @Nullable Optional<Bytes> node(Hash owner, Bytes path) {
    TrieEntry entry = tries.get(owner);
    if (entry == null) {
      return null;
    }
    Optional<Bytes> node = entry.nodes.get(path);
    return node != null ? node : entry.cleared ? Optional.empty() : null;
  }

  Map<Address, AccountEntry> accounts() {
    return accounts;
  }

  Map<Hash, TrieEntry> tries() {
    return tries;
  }
}
