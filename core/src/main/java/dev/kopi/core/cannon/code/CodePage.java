package dev.kopi.core.cannon.code;

import dev.kopi.core.cannon.memory.Page;
import dev.kopi.core.cannon.memory.PagedMemory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Decoded instructions of one page, each when it first runs, and the compiled blocks in it. */
public final class CodePage {
  /** Instructions in a page. */
  public static final int SIZE = Page.SIZE / 4;

  private final long address;
  private final boolean present;
  private final long[] instructions = new long[SIZE];

  /** The instructions without entries to compiled blocks; the same array while there are none. */
  private long[] plain = instructions;

  private @Nullable CompiledBlock @Nullable [] blocks;

  /** Whether a compiled block was made out of an instruction. */
  private boolean @Nullable [] compiled;

  private int invalidations;

  CodePage(long address, boolean present) {
    this.address = address;
    this.present = present;
  }

  /** The address of the first instruction. */
  public long address() {
    return address;
  }

  /** Whether the page exists; if not, a store may make it while it runs. */
  public boolean present() {
    return present;
  }

  /** The decoded instructions, 0 where none was decoded, {@link Op#ENTRY} at compiled blocks. */
  public long[] instructions() {
    return instructions;
  }

  /** The same without entries. */
  public long[] plain() {
    return plain;
  }

  long decode(int at, Decoder decoder, PagedMemory memory) {
    long decoded = decoder.decode(memory.get32(address + 4L * at));
    plain[at] = decoded;
    if (instructions[at] != Op.ENTRY) {
      instructions[at] = decoded;
    }
    return decoded;
  }

  /** The compiled block that begins at an instruction. */
  public @Nullable CompiledBlock block(int at) {
    @Nullable CompiledBlock[] all = blocks;
    return all == null ? null : all[at];
  }

  /** How often compiled code in this page was changed. */
  int invalidations() {
    return invalidations;
  }

  void enter(int at, CompiledBlock block) {
    @Nullable CompiledBlock[] all = blocks;
    if (all == null) {
      all = new @Nullable CompiledBlock[SIZE];
      blocks = all;
      plain = instructions.clone();
    }
    all[at] = block;
    instructions[at] = Op.ENTRY;
  }

  void cover(int at) {
    boolean[] covered = compiled;
    if (covered == null) {
      covered = new boolean[SIZE];
      compiled = covered;
    }
    covered[at] = true;
  }

  /** Forgets two instructions; true when a compiled block was made out of one of them. */
  boolean forget(int at) {
    boolean[] covered = compiled;
    boolean hit = covered != null && (covered[at] || covered[at + 1]);
    if (hit) {
      invalidations++;
      return true;
    }
    Arrays.fill(instructions, at, at + 2, Op.UNDECODED);
    Arrays.fill(plain, at, at + 2, Op.UNDECODED);
    return false;
  }

  /** Forgets all decoded instructions and compiled blocks. */
  void clear() {
    Arrays.fill(instructions, Op.UNDECODED);
    Arrays.fill(plain, Op.UNDECODED); // The interpreter may be at it.
    plain = instructions;
    blocks = null;
    compiled = null;
  }
}
