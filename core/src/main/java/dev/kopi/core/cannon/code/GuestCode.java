package dev.kopi.core.cannon.code;

import dev.kopi.core.cannon.memory.CodeWatcher;
import dev.kopi.core.cannon.memory.Page;
import dev.kopi.core.cannon.memory.PagedMemory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The decoded and compiled code of a memory. A store to an instruction is seen by its next
 * execution; when a compiled block was made out of it, all compiled blocks are dropped.
 */
public final class GuestCode implements CodeWatcher {
  private static final int CACHE = 1 << 10;

  /** Pages whose compiled code is changed more often are not compiled any more. */
  private static final int MOST_INVALIDATIONS = 4;

  private final PagedMemory memory;
  private final Decoder decoder;
  private final Map<Long, CodePage> pages = new HashMap<>();
  private final CodePage[] cache = new CodePage[CACHE];
  private long generation;

  /** Code of a memory, as a decoder understands it. */
  public GuestCode(PagedMemory memory, Decoder decoder) {
    this.memory = memory;
    this.decoder = decoder;
    Arrays.fill(cache, new CodePage(1, false)); // No page begins at 1.
    memory.watchCode(this);
  }

  /** The code page of an address. */
  public CodePage page(long address) {
    long base = address & -(long) Page.SIZE;
    CodePage page = cache[(int) (address >>> Page.ADDRESS_BITS) & CACHE - 1];
    return page.address() == base ? page : find(base);
  }

  private CodePage find(long base) {
    CodePage page = pages.get(memory.pageIndex(base));
    if (page == null) {
      if (!memory.markCode(base)) {
        return new CodePage(base, false);
      }
      page = new CodePage(base, true);
      pages.put(memory.pageIndex(base), page);
    }
    cache[(int) (base >>> Page.ADDRESS_BITS) & CACHE - 1] = page;
    return page;
  }

  /** Decodes an instruction of a page. */
  public void decode(CodePage page, int at) {
    page.decode(at, decoder, memory);
  }

  /** The decoded instruction at an address. */
  public long instruction(long address) {
    CodePage page = page(address);
    int at = (int) (address & Page.SIZE - 1) >>> 2;
    long decoded = page.plain()[at];
    return decoded == Op.UNDECODED ? page.decode(at, decoder, memory) : decoded;
  }

  @Override
  public boolean codeWritten(long page, int word) {
    CodePage code = pages.get(page);
    if (code == null || !code.forget(2 * word)) {
      return false;
    }
    pages.values().forEach(CodePage::clear);
    generation++;
    return true;
  }

  /** Rises when compiled blocks are dropped. */
  public long generation() {
    return generation;
  }

  /** Whether code at an address may be compiled. */
  public boolean mayCompile(long address) {
    CodePage page = page(address);
    return page.present() && page.invalidations() < MOST_INVALIDATIONS;
  }

  /** Whether a compiled block begins at an address. */
  public boolean isCompiled(long address) {
    return page(address).block((int) (address & Page.SIZE - 1) >>> 2) != null;
  }

  /** Makes the machine run a compiled block in place of the instructions of a region. */
  public void install(HotRegion region, CompiledBlock block) {
    for (HotRegion.Block covered : region.blocks()) {
      for (long at = covered.address(); at != covered.end(); at += 4) {
        page(at).cover((int) (at & Page.SIZE - 1) >>> 2);
      }
    }
    page(region.entry()).enter((int) (region.entry() & Page.SIZE - 1) >>> 2, block);
  }
}
