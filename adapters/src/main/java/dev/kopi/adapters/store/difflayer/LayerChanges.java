package dev.kopi.adapters.store.difflayer;

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
 * The changes of a block, or of a run of blocks, in state and tries, with a Bloom filter for quick
 * look-ups. Immutable.
 */
public final class LayerChanges {
  private final ChangedEntries entries;
  private final LayerFilter filter;

  /** Whether the storage of an account, or a trie, is cleared. */
  private final boolean clears;

  private LayerChanges(ChangedEntries entries) {
    this.entries = entries;
    this.filter = filter(entries);
    this.clears =
        entries.accounts().values().stream().anyMatch(ChangedEntries.AccountEntry::cleared)
            || entries.tries().values().stream().anyMatch(ChangedEntries.TrieEntry::cleared);
  }

  private static LayerFilter filter(ChangedEntries entries) {
    int count = entries.accounts().size() + entries.tries().size();
    for (ChangedEntries.AccountEntry account : entries.accounts().values()) {
      count += account.slots().size();
    }
    for (ChangedEntries.TrieEntry trie : entries.tries().values()) {
      count += trie.nodes().size();
    }
    LayerFilter filter = new LayerFilter(count);
    entries
        .accounts()
        .forEach((address, entry) -> {
          filter.add(LayerFilter.of(address));
          entry.slots().keySet().forEach(slot -> filter.add(LayerFilter.of(address, slot)));
        });
    entries
        .tries()
        .forEach((owner, entry) -> {
          filter.add(LayerFilter.of(owner));
          entry.nodes().keySet().forEach(path -> filter.add(LayerFilter.of(owner, path)));
        });
    return filter;
  }

  /**
   * The changes of one block.
   *
   * @throws IllegalArgumentException when the storage root of a changed account is missing
   */
  public static LayerChanges of(StateDiff diff, TrieUpdate trie) {
    return new LayerChanges(ChangedEntries.of(diff, trie));
  }

  /** Merges the changes of consecutive blocks, the oldest first. */
  static LayerChanges merged(List<LayerChanges> run) {
    return new LayerChanges(
        ChangedEntries.merged(run.stream().map(LayerChanges::entries).toList()));
  }

  /** All changed entries. */
  public ChangedEntries entries() {
    return entries;
  }

  /**
   * Whether an entry may have changed, by the Bloom filter; false is certain.
   *
   * @param group the fingerprint of the account or of the trie
   * @param entry the fingerprint of the slot or of the node in it
   */
  boolean mayContain(long group, long entry) {
    return filter.mayHave(entry) || (clears && filter.mayHave(group));
  }

  /** The changes of an account, or null when there are none. */
  public ChangedEntries.@Nullable AccountEntry account(Address address) {
    return entries.accounts().get(address);
  }

  /** The value of a slot, or null when it did not change. */
  public @Nullable UInt256 slot(Address address, UInt256 slot) {
    ChangedEntries.AccountEntry entry = entries.accounts().get(address);
    if (entry == null) {
      return null;
    }
    UInt256 value = entry.slots().get(slot);
    return value != null ? value : entry.cleared() ? UInt256.ZERO : null;
  }

  /** The node at a path: null when it did not change, empty when it was removed. */
  @SuppressWarnings("OptionalOfRedundantMethod")
  public @Nullable Optional<Bytes> node(Hash owner, Bytes path) {
    ChangedEntries.TrieEntry entry = entries.tries().get(owner);
    if (entry == null) {
      return null;
    }
    Optional<Bytes> node = entry.nodes().get(path);
    return node != null ? node : entry.cleared() ? Optional.empty() : null;
  }
}
