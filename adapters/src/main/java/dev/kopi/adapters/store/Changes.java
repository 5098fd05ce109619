package dev.kopi.adapters.store;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.trie.TrieUpdate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one block, or a run of blocks, changed in state and tries, for quick look-ups. Never changes
 * once it is built.
 */
final class Changes {
  private final ChangedEntries entries;
  private final Fingerprints known;

  /** Whether there is an account or a trie of which more is known than the entries that changed. */
  private final boolean clears;

  private Changes(ChangedEntries entries) {
    this.entries = entries;
    this.known = fingerprints(entries);
    this.clears =
        entries.accounts().values().stream().anyMatch(ChangedEntries.AccountEntry::cleared)
            || entries.tries().values().stream().anyMatch(ChangedEntries.TrieEntry::cleared);
  }

  private static Fingerprints fingerprints(ChangedEntries entries) {
    int count = entries.accounts().size() + entries.tries().size();
    for (ChangedEntries.AccountEntry account : entries.accounts().values()) {
      count += account.slots().size();
    }
    for (ChangedEntries.TrieEntry trie : entries.tries().values()) {
      count += trie.nodes().size();
    }
    Fingerprints all = new Fingerprints(count);
    entries
        .accounts()
        .forEach((address, entry) -> {
          all.add(Fingerprints.of(address));
          entry.slots().keySet().forEach(slot -> all.add(Fingerprints.of(address, slot)));
        });
    entries
        .tries()
        .forEach((owner, entry) -> {
          all.add(Fingerprints.of(owner));
          entry.nodes().keySet().forEach(path -> all.add(Fingerprints.of(owner, path)));
        });
    return all;
  }

  /**
   * What one block changed.
   *
   * @throws IllegalArgumentException when the storage root of a changed account is missing
   */
  static Changes of(StateDiff diff, TrieUpdate trie) {
    return new Changes(ChangedEntries.of(diff, trie));
  }

  /** The changes of blocks that follow each other, the oldest first, as one. */
  static Changes merged(List<Changes> run) {
    return new Changes(ChangedEntries.merged(run.stream().map(Changes::entries).toList()));
  }

  /** All that changed. */
  ChangedEntries entries() {
    return entries;
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
  ChangedEntries.@Nullable AccountEntry account(Address address) {
    return entries.accounts().get(address);
  }

  /** The value of a slot, or null when it did not change. */
  @Nullable UInt256 slot(Address address, UInt256 slot) {
    ChangedEntries.AccountEntry entry = entries.accounts().get(address);
    if (entry == null) {
      return null;
    }
    UInt256 value = entry.slots().get(slot);
    return value != null ? value : entry.cleared() ? UInt256.ZERO : null;
  }

  /** The node at a place: null when it did not change, empty when there is none any more. */
  @SuppressWarnings("OptionalOfRedundantMethod")
  @Nullable Optional<Bytes> node(Hash owner, Bytes path) {
    ChangedEntries.TrieEntry entry = entries.tries().get(owner);
    if (entry == null) {
      return null;
    }
    Optional<Bytes> node = entry.nodes().get(path);
    return node != null ? node : entry.cleared() ? Optional.empty() : null;
  }
}
