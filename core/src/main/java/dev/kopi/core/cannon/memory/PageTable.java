package dev.kopi.core.cannon.memory;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages by index: an open hash table, since it is asked often and nothing is ever removed. */
final class PageTable {
  private @Nullable Page[] slots = new @Nullable Page[1 << 8];
  private int size;

  int size() {
    return size;
  }

  @Nullable Page get(long index) {
    @Nullable Page[] table = slots;
    int mask = table.length - 1;
    for (int i = place(index, mask); ; i = i + 1 & mask) {
      Page page = table[i];
      if (page == null || page.index() == index) {
        return page;
      }
    }
  }

  /** Adds a page that is not there. */
  void add(Page page) {
    if (2 * ++size > slots.length) {
      @Nullable Page[] old = slots;
      slots = new @Nullable Page[2 * old.length];
      for (Page kept : old) {
        if (kept != null) {
          put(kept);
        }
      }
    }
    put(page);
  }

  private void put(Page page) {
    int mask = slots.length - 1;
    int i = place(page.index(), mask);
    while (slots[i] != null) {
      i = i + 1 & mask;
    }
    slots[i] = page;
  }

  private static int place(long index, int mask) {
    long mixed = index * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32) & mask;
  }

  List<Page> all() {
    List<Page> all = new ArrayList<>(size);
    for (Page page : slots) {
      if (page != null) {
        all.add(page);
      }
    }
    return all;
  }
}
