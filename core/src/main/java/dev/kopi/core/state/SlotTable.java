package dev.kopi.core.state;

import org.jspecify.annotations.Nullable;

/** Storage slots by key: open addressing, linear probing. */
final class SlotTable {
  private final long seed;
  private @Nullable StorageSlot[] slots = new StorageSlot[8];
  private int size;

  SlotTable(long seed) {
    this.seed = seed;
  }

  @Nullable StorageSlot get(long k0, long k1, long k2, long k3) {
    int mask = slots.length - 1;
    int at = Mix.hash(seed, k0, k1, k2, k3) & mask;
    for (; ; ) {
      StorageSlot slot = slots[at];
      if (slot == null || slot.hasKey(k0, k1, k2, k3)) {
        return slot;
      }
      at = (at + 1) & mask;
    }
  }

  /** Adds a slot whose key is not there. */
  void add(StorageSlot slot) {
    if (2 * (size + 1) > slots.length) {
      @Nullable StorageSlot[] old = slots;
      slots = new StorageSlot[2 * old.length];
      for (StorageSlot moved : old) {
        if (moved != null) {
          place(moved);
        }
      }
    }
    place(slot);
    size++;
  }

  private void place(StorageSlot slot) {
    int mask = slots.length - 1;
    int at = Mix.hash(seed, slot.k0, slot.k1, slot.k2, slot.k3) & mask;
    while (slots[at] != null) {
      at = (at + 1) & mask;
    }
    slots[at] = slot;
  }

  /** The table itself, with gaps. */
  @Nullable StorageSlot[] entries() {
    return slots;
  }
}
