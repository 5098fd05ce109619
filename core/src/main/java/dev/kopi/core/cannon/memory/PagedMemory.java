package dev.kopi.core.cannon.memory;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory of the machine. Pages exist from the first write on; what was never written reads as
 * zeros. The root of its Merkle tree is kept incrementally: only pages that changed are hashed.
 *
 * <p>The page table and the caches are on the path of every load and store.
 */
public final class PagedMemory {
  private static final int CACHE = 1 << 12;

  private final MerkleTree tree;
  private final long addressMask;
  private final Map<Long, Page> pages = new HashMap<>();
  private final Page[] cache = new Page[CACHE];

  /**
   * An empty memory.
   *
   * @param addressBits 32 or 64
   */
  public PagedMemory(int addressBits) {
    this.tree = new MerkleTree(addressBits - Page.ADDRESS_BITS);
    this.addressMask = addressBits == 64 ? -1L : (1L << addressBits) - 1;
    java.util.Arrays.fill(cache, Page.ABSENT);
  }

  /** The page of an address, to read from; a page of zeros when there is none. */
  public Page page(long address) {
    long index = (address & addressMask) >>> Page.ADDRESS_BITS;
    Page page = cache[(int) index & CACHE - 1];
    return page.index() == index ? page : find(index);
  }

  private Page find(long index) {
    Page page = pages.get(index);
    if (page == null) {
      return Page.ABSENT;
    }
    cache[(int) index & CACHE - 1] = page;
    return page;
  }

  /** The page of an address, to run code from: it exists afterwards only if it did before. */
  public long[] code(long address) {
    Page page = page(address);
    return page == Page.ABSENT ? new long[Page.SIZE / 4] : page.code();
  }

  /** The 64-bit word that holds an address; the three lowest address bits are ignored. */
  public long get64(long address) {
    return page(address).words()[(int) (address >>> 3) & 511];
  }

  /** Sets the 64-bit word that holds an address. */
  public void set64(long address, long value) {
    long index = (address & addressMask) >>> Page.ADDRESS_BITS;
    Page page = cache[(int) index & CACHE - 1];
    if (page.index() != index) {
      page = findOrAdd(index);
    }
    if (page.set((int) (address >>> 3) & 511, value)) {
      tree.invalidate(index);
    }
  }

  /** The 32-bit word that holds an address; the two lowest address bits are ignored. */
  public int get32(long address) {
    return (int) (get64(address) >>> (~(int) address & 4) * 8);
  }

  /** Sets the 32-bit word that holds an address. */
  public void set32(long address, int value) {
    int shift = (~(int) address & 4) * 8;
    long keep = get64(address) & ~(0xffffffffL << shift);
    set64(address, keep | (value & 0xffffffffL) << shift);
  }

  private Page findOrAdd(long index) {
    Page page = pages.get(index);
    if (page == null) {
      page = new Page(index);
      pages.put(index, page);
      tree.invalidate(index);
    }
    cache[(int) index & CACHE - 1] = page;
    return page;
  }

  /** Writes bytes from an address on. Pages come into being even where zeros are written. */
  public void write(long address, byte[] bytes, int offset, int length) {
    for (int i = 0; i < length; ) {
      long at = address + i;
      int inWord = (int) at & 7;
      int count = Math.min(8 - inWord, length - i);
      byte[] word = new byte[8];
      BigEndian.putLong(word, 0, get64(at));
      System.arraycopy(bytes, offset + i, word, inWord, count);
      set64(at, BigEndian.getLong(word, 0));
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
    List<Page> sorted = new ArrayList<>(pages.values());
    sorted.sort(Comparator.comparingLong(Page::index));
    return sorted;
  }

  /** The number of pages. */
  public int pageCount() {
    return pages.size();
  }

  /** The root of the Merkle tree over the whole address space. */
  public Hash root() {
    return Hash.of(tree.root(pages));
  }

  /** The leaf that holds an address, then its siblings from the leaf up to the root. */
  public byte[] proof(long address) {
    return tree.proof(pages, address & addressMask);
  }
}
