package dev.kopi.core.cannon.memory;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Hash;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the machine. Pages exist from the first write on; what was never written reads as
 * zeros. The root of its Merkle tree is kept incrementally: only pages that changed are hashed.
 *
 * <p>Loads and stores go through two caches of pages by the upper bits of the address. A page is in
 * the cache for stores only while a store to it needs nothing else: it is dirty already, holds no
 * code, and no word of it is watched.
 */
public final class PagedMemory {
  private static final int CACHE = 1 << 13;

  /** The tag of no address. */
  private static final long NOWHERE = -1;

  /** In the caches where there is no other page; all zeros. */
  private static final Page ABSENT = new Page(0, NOWHERE);

  private final MerkleTree tree;
  private final boolean wide;
  private final long addressMask;
  private final PageTable pages = new PageTable();
  private final Page[] readable = new Page[CACHE];
  private final Page[] writable = new Page[CACHE];

  private boolean watches;
  private long watchedWord;
  private @Nullable Runnable watcher;
  private @Nullable CodeWatcher codeWatcher;

  /**
   * An empty memory.
   *
   * @param addressBits 32 or 64
   */
  public PagedMemory(int addressBits) {
    this.tree = new MerkleTree(addressBits - Page.ADDRESS_BITS);
    this.wide = addressBits == 64;
    this.addressMask = wide ? -1L : (1L << addressBits) - 1;
    Arrays.fill(readable, ABSENT);
    Arrays.fill(writable, ABSENT);
  }

  private long index(long address) {
    return (address & addressMask) >>> Page.ADDRESS_BITS;
  }

  /** Addresses of 32 bits are sign-extended. */
  private Page newPage(long index) {
    long first = index << Page.ADDRESS_BITS;
    return new Page(index, (wide ? first : (int) first) >>> Page.ADDRESS_BITS);
  }

  // The methods below are small enough for HotSpot's quick compiler to inline them.

  private static int slot(long tag) {
    return (int) (tag ^ tag >>> 16) & CACHE - 1;
  }

  private static int word(long address) {
    return (int) (address >>> 3) & Page.WORDS - 1;
  }

  private Page readable(long tag) {
    Page page = readable[slot(tag)];
    return page.tag == tag ? page : find(tag);
  }

  private Page find(long tag) {
    Page page = pages.get(index(tag << Page.ADDRESS_BITS));
    if (page == null) {
      return ABSENT;
    }
    if (page.tag == tag) {
      readable[slot(tag)] = page;
    }
    return page;
  }

  /** The 64-bit word that holds an address; the three lowest address bits are ignored. */
  public long get64(long address) {
    return readable(address >>> Page.ADDRESS_BITS).words[word(address)];
  }

  /** The 32-bit word that holds an address; the two lowest address bits are ignored. */
  public int get32(long address) {
    return (int) (get64(address) >>> (~(int) address & 4) * 8);
  }

  /**
   * Sets the 64-bit word that holds an address.
   *
   * @return whether this changed code that is compiled
   */
  public boolean set64(long address, long value) {
    long tag = address >>> Page.ADDRESS_BITS;
    Page page = writable[slot(tag)];
    return page.tag == tag ? put(page, address, value) : store(address, -1L, value);
  }

  private static boolean put(Page page, long address, long value) {
    page.words[word(address)] = value;
    return false;
  }

  /**
   * Sets some bits of the 64-bit word that holds an address.
   *
   * @param mask the bits
   * @param value their values; other bits are zero
   * @return whether this changed code that is compiled
   */
  public boolean merge64(long address, long mask, long value) {
    long tag = address >>> Page.ADDRESS_BITS;
    Page page = writable[slot(tag)];
    return page.tag == tag ? merge(page, address, mask, value) : store(address, mask, value);
  }

  private static boolean merge(Page page, long address, long mask, long value) {
    long[] words = page.words;
    int word = word(address);
    long kept = words[word] & ~mask;
    words[word] = kept | value;
    return false;
  }

  /**
   * Sets the 32-bit word that holds an address.
   *
   * @return whether this changed code that is compiled
   */
  public boolean set32(long address, int value) {
    int shift = (~(int) address & 4) * 8;
    return merge64(address, 0xffffffffL << shift, (value & 0xffffffffL) << shift);
  }

  private boolean store(long address, long mask, long value) {
    long index = index(address);
    Page page = pages.get(index);
    if (page == null) {
      page = newPage(index);
      pages.add(page);
      tree.invalidate(index);
    } else if (!page.dirty) {
      page.dirty = true;
      tree.invalidate(index);
    }
    int word = word(address);
    merge(page, address, mask, value);
    boolean watched = watches && index == index(watchedWord);
    if (watched && (address & -8L) == watchedWord && watcher != null) {
      watcher.run();
    }
    if (page.hasCode) {
      return codeWatcher != null && codeWatcher.codeWritten(index, word);
    }
    if (!watched) {
      if (page.tag == address >>> Page.ADDRESS_BITS) {
        writable[slot(page.tag)] = page;
      }
    }
    return false;
  }

  private void forgetWritable() {
    Arrays.fill(writable, ABSENT);
  }

  private void forgetWritable(long index) {
    Page page = pages.get(index);
    if (page != null) {
      writable[slot(page.tag)] = ABSENT;
    }
  }

  /** Runs something at each store to the 64-bit word that holds an address. One word at a time. */
  public void watch(long address, Runnable onStore) {
    watches = true;
    watchedWord = address & -8L;
    watcher = onStore;
    forgetWritable(index(address));
  }

  /** Watches no word any more. */
  public void unwatch() {
    watches = false;
  }

  /** Tells of stores to pages that are marked as code. */
  public void watchCode(CodeWatcher onStore) {
    codeWatcher = onStore;
  }

  /**
   * Marks the page of an address as code.
   *
   * @return false when there is no such page
   */
  public boolean markCode(long address) {
    Page page = pages.get(index(address));
    if (page == null) {
      return false;
    }
    if (!page.hasCode) {
      page.hasCode = true;
      forgetWritable();
    }
    return true;
  }

  /** The index of the page of an address. */
  public long pageIndex(long address) {
    return index(address);
  }

  /** Writes bytes from an address on. Pages come into being even where zeros are written. */
  public void write(long address, byte[] bytes, int offset, int length) {
    byte[] word = new byte[8];
    for (int i = 0; i < length; ) {
      long at = address + i;
      int inWord = (int) at & 7;
      int count = Math.min(8 - inWord, length - i);
      if (count == 8) {
        set64(at, BigEndian.getLong(bytes, offset + i));
      } else {
        BigEndian.putLong(word, 0, get64(at));
        System.arraycopy(bytes, offset + i, word, inWord, count);
        set64(at, BigEndian.getLong(word, 0));
      }
      i += count;
    }
  }

  /** Reads bytes from an address on. */
  public byte[] read(long address, int length) {
    byte[] out = new byte[length];
    byte[] word = new byte[8];
    for (int i = 0; i < length; ) {
      long at = address + i;
      int inWord = (int) at & 7;
      int count = Math.min(8 - inWord, length - i);
      BigEndian.putLong(word, 0, get64(at));
      System.arraycopy(word, inWord, out, i, count);
      i += count;
    }
    return out;
  }

  /** All pages, by rising index. */
  public List<Page> pages() {
    List<Page> sorted = pages.all();
    sorted.sort(Comparator.comparingLong(Page::index));
    return sorted;
  }

  /** The number of pages. */
  public int pageCount() {
    return pages.size();
  }

  /** The root of the Merkle tree over the whole address space. */
  public Hash root() {
    byte[] root = tree.root(pages);
    forgetWritable();
    return Hash.of(root);
  }

  /** The leaf that holds an address, then its siblings from the leaf up to the root. */
  public byte[] proof(long address) {
    byte[] proof = tree.proof(pages, address & addressMask);
    forgetWritable();
    return proof;
  }
}
