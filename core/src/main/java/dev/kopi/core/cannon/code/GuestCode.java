package dev.kopi.core.cannon.code;

import dev.kopi.core.cannon.memory.CodeWatcher;
import dev.kopi.core.cannon.memory.Page;
import dev.kopi.core.cannon.memory.PagedMemory;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
  private final boolean wide;
  private final InstructionLinker linker;
  private final Map<Long, CodePage> pages = new HashMap<>();
  private final @Nullable CodePage[] cache = new @Nullable CodePage[CACHE];
  private long generation;

  /** Code of a memory, as a decoder understands it. */
  public GuestCode(PagedMemory memory, Decoder decoder) {
    this.memory = memory;
    this.decoder = decoder;
    this.wide = decoder.isWide();
    this.linker = new InstructionLinker(this);
    memory.watchCode(this);
  }

  /**
   * The instruction at an address. Where it is not aligned, or its page does not exist, that is one
   * of {@link FastOp#SINGLE} which is not kept.
   */
  public GuestInstruction at(long address) {
    CodePage page = (address & 3) == 0 ? page(address) : null;
    return page == null
        ? GuestInstruction.unknown(address)
        : page.instruction(CodePage.place(address));
  }

  @Nullable CodePage page(long address) {
    long base = address & -(long) Page.SIZE;
    CodePage page = cache[(int) (address >>> Page.ADDRESS_BITS) & CACHE - 1];
    return page != null && page.address() == base ? page : find(base);
  }

  private @Nullable CodePage find(long base) {
    CodePage page = pages.get(memory.pageIndex(base));
    if (page == null) {
      if (!memory.markCode(base)) {
        return null;
      }
      page = new CodePage(base);
      pages.put(memory.pageIndex(base), page);
    }
    if (page.address() != base) {
      return null; // Another way to write a 32-bit address.
    }
    cache[(int) (base >>> Page.ADDRESS_BITS) & CACHE - 1] = page;
    return page;
  }

  /** Decodes an instruction and links it to what runs after it. */
  public void decode(GuestInstruction instruction) {
    CodePage page = page(instruction.pc);
    if (page == null) {
      throw new IllegalStateException("an instruction without a page");
    }
    linker.link(instruction, page);
  }

  /** The instruction to which a jump goes, which is remembered. */
  public GuestInstruction follow(GuestInstruction jump, long address) {
    GuestInstruction target = at(address);
    if (!target.isUnknown()) {
      jump.target = target;
    }
    return target;
  }

  /** The address to which a jump or branch goes that does not depend on a register. */
  public long target(GuestInstruction jump) {
    long decoded = decoded(jump.pc);
    int op = Decoder.op(decoded);
    return op == Op.J || op == Op.JAL
        ? RegionScanner.jumpTarget(wide, jump.pc, decoded)
        : RegionScanner.branchTarget(wide, jump.pc, decoded);
  }

  /** An address so many bytes after another one. */
  public long after(long address, int bytes) {
    return wide ? address + bytes : (int) (address + bytes);
  }

  /** The instruction at an address as the decoder gives it. */
  public long decoded(long address) {
    return decoder.decode(memory.get32(address));
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
    return page != null && page.invalidations() < MOST_INVALIDATIONS;
  }

  /** Whether the instruction at an address has run. */
  public boolean hasRun(long address) {
    CodePage page = page(address);
    return page != null && page.isDecoded(CodePage.place(address));
  }

  /** Whether a compiled block begins at an address. */
  public boolean isCompiled(long address) {
    return at(address).block != null;
  }

  /** Makes the machine run a compiled block in place of the instructions of a region. */
  public void install(HotRegion region, CompiledBlock block) {
    for (HotRegion.Block covered : region.blocks()) {
      for (long at = covered.address(); at != covered.end(); at += 4) {
        CodePage page = page(at);
        if (page != null) {
          page.cover(CodePage.place(at));
        }
      }
    }
    GuestInstruction entry = at(region.entry());
    entry.block = block;
    entry.op = FastOp.ENTRY;
  }
}
