package dev.kopi.core.cannon.loader;

import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.memory.PagedMemory;
import dev.kopi.core.cannon.version.Layout;
import dev.kopi.core.cannon.version.StateVersion;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.DecodeException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the state before the first step out of a program, as the reference's {@code load-elf} does:
 * segments, an initial stack, and for Go programs on the 32-bit machine some functions that return
 * at once.
 */
public final class ProgramLoader {
  /** The most memory that segments may fill. */
  private static final long MAX_MEMORY_BYTES = 1L << 30;

  private static final int PT_LOAD = 1;
  private static final int PT_MIPS_ABIFLAGS = 0x70000003;
  private static final int STACK_PAGES_BELOW = 4;
  private static final int PAGE = 4096;
  private static final byte[] ZEROS = new byte[PAGE];
  private static final byte[] RETURN = {0x03, (byte) 0xe0, 0x00, 0x08, 0, 0, 0, 0};

  private final MachineState state;
  private final ElfFile elf;
  private final PagedMemory memory;
  private final Layout layout;
  private final int wordBytes;
  private final boolean wide;

  private ProgramLoader(StateVersion version, ElfFile elf) {
    this.elf = elf;
    this.layout = Layout.of(version);
    this.state = MachineState.initial(version, elf.entry(), layout.heapStart(), layout.stackTop());
    this.memory = state.memory();
    this.wordBytes = version.wordBytes();
    this.wide = version.is64();
  }

  /**
   * Loads a program.
   *
   * @param elf a big-endian MIPS executable of the machine's width
   * @throws DecodeException when it is something else, or does not fit into memory
   */
  public static MachineState load(StateVersion version, byte[] elf) {
    ElfFile file = ElfFile.parse(elf);
    if (file.is64() != version.is64()) {
      throw new DecodeException(
          "the program has "
              + (file.is64() ? 64 : 32)
              + " bits, state version "
              + version.number()
              + " runs "
              + version.wordBits()
              + " bits");
    }
    ProgramLoader loader = new ProgramLoader(version, file);
    loader.segments();
    if (!version.is64()) {
      loader.patchGo();
    }
    loader.stack();
    return loader.state;
  }

  /**
   * The symbols of a program, by rising address.
   *
   * @throws DecodeException when it is malformed
   */
  public static List<ProgramSymbol> symbols(byte[] elf) {
    List<ProgramSymbol> symbols = new ArrayList<>(ElfFile.parse(elf).symbols());
    symbols.sort((a, b) -> Long.compareUnsigned(a.start(), b.start()));
    return symbols;
  }

  private void segments() {
    long total = 0;
    for (ElfFile.Segment segment : elf.segments()) {
      if (segment.type() == PT_MIPS_ABIFLAGS || wide && segment.memorySize() == 0) {
        continue;
      }
      check(segment);
      total += segment.memorySize();
      if (total > MAX_MEMORY_BYTES) {
        throw new DecodeException(
            "the program's segments fill more than " + MAX_MEMORY_BYTES + " bytes");
      }
      int size = (int) segment.fileSize();
      memory.write(segment.address(), elf.bytes(), (int) segment.offset(), size);
      fill(segment.address() + size, segment.memorySize() - size);
      touchBehind(segment.address() + segment.memorySize());
    }
  }

  /** The 32-bit reference makes a page of zeros also where what it writes has just ended. */
  private void touchBehind(long end) {
    if (!wide) {
      memory.set32(end, memory.get32(end));
    }
  }

  private void check(ElfFile.Segment segment) {
    long size = segment.memorySize();
    if (segment.fileSize() != size
        && (segment.type() != PT_LOAD || Long.compareUnsigned(segment.fileSize(), size) > 0)) {
      throw new DecodeException(
          "segment "
              + segment.number()
              + ": size in file "
              + segment.fileSize()
              + ", in memory "
              + size);
    }
    long last = segment.address() + Math.max(size, 1) - 1;
    if (size < 0
        || Long.compareUnsigned(last, segment.address()) < 0
        || Long.compareUnsigned(last, layout.lastAddress()) > 0) {
      throw new DecodeException("segment " + segment.number() + " lies outside of memory");
    }
    if (Long.compareUnsigned(last, layout.heapStart()) >= 0) {
      throw new DecodeException("segment " + segment.number() + " overlaps the heap");
    }
  }

  private void fill(long address, long count) {
    for (long done = 0; done < count; done += PAGE) {
      memory.write(address + done, ZEROS, 0, (int) Math.min(PAGE, count - done));
    }
  }

  /** Garbage collection and floating-point set-up of Go programs become no-ops. */
  private void patchGo() {
    for (ProgramSymbol symbol : elf.symbols()) {
      switch (symbol.name()) {
        case "runtime.gcenable",
            "runtime.init.5",
            "runtime.main.func1",
            "runtime.deductSweepCredit",
            "runtime.(*gcControllerState).commit",
            "github.com/prometheus/client_golang/prometheus.init",
            "github.com/prometheus/client_golang/prometheus.init.0",
            "github.com/prometheus/procfs.init",
            "github.com/prometheus/common/model.init",
            "github.com/prometheus/client_model/go.init",
            "github.com/prometheus/client_model/go.init.0",
            "github.com/prometheus/client_model/go.init.1",
            "flag.init",
            "runtime.check" ->
            memory.write(symbol.start(), RETURN, 0, RETURN.length);
        default -> {}
      }
    }
  }

  /** The stack with argument, environment and auxiliary vectors, as a kernel hands it over. */
  private void stack() {
    long sp = layout.stackTop();
    fill(sp - STACK_PAGES_BELOW * PAGE, (STACK_PAGES_BELOW + 1L) * PAGE);
    touchBehind(sp + PAGE);
    long random = sp + 10L * wordBytes;
    long environment = random + text(random, "4;byfairdiceroll", false);
    long name = environment + text(environment, "GODEBUG=memprofilerate=0", true);
    text(name, "op-program", true);
    long[] words = {1, name, 0, environment, 0, 6, PAGE, 25, random, 0};
    for (int i = 0; i < words.length; i++) {
      byte[] word = new byte[8];
      BigEndian.putLong(word, 0, words[i]);
      memory.write(sp + (long) i * wordBytes, word, 8 - wordBytes, wordBytes);
    }
  }

  /** Writes a text, filled up with zeros to whole words; answers how many bytes that took. */
  private int text(long address, String text, boolean terminated) {
    int length = text.length() + (terminated ? 1 : 0);
    int padded = (length + wordBytes - 1) / wordBytes * wordBytes;
    byte[] bytes = new byte[padded];
    for (int i = 0; i < text.length(); i++) {
      bytes[i] = (byte) text.charAt(i);
    }
    memory.write(address, bytes, 0, padded);
    return padded;
  }
}
