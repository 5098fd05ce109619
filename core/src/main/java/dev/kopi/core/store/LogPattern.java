package dev.kopi.core.store;

import dev.kopi.core.chain.receipt.Bloom;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/**
 * A filter for logs.
 *
 * @param addresses the addresses that match; empty for any
 * @param topics for each position the values that match; an empty list for any
 */
public record LogPattern(List<Address> addresses, List<List<Hash>> topics) {
  /** Copies the lists. */
  public LogPattern {
    addresses = List.copyOf(addresses);
    topics = topics.stream().map(List::copyOf).toList();
  }

  /** Whether a block with this bloom may contain a matching log. */
  public boolean mayMatch(Bytes bloom) {
    boolean emitted =
        addresses.isEmpty()
            || addresses.stream()
                .anyMatch(a -> Bloom.mayContain(bloom, Keccak256.hash(a.toArray())));
    return emitted
        && topics.stream()
            .allMatch(position ->
                position.isEmpty()
                    || position.stream()
                        .anyMatch(t -> Bloom.mayContain(bloom, Keccak256.hash(t.toArray()))));
  }
}
