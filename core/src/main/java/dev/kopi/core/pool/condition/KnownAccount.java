package dev.kopi.core.pool.condition;

import dev.kopi.core.primitives.Hash;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a sender expects of the storage of an account. */
public sealed interface KnownAccount {
  /**
   * The whole storage.
   *
   * @param root the storage root
   */
  record Root(Hash root) implements KnownAccount {}

  /**
   * Some slots.
   *
   * @param values the values by slot
   */
  record Slots(SortedMap<Hash, Hash> values) implements KnownAccount {
    /** Copies the map. */
    public Slots {
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
  }
}
