package dev.kopi.core.cannon.machine;

import dev.kopi.core.cannon.code.Registers;
import dev.kopi.core.cannon.memory.Page;
import dev.kopi.core.cannon.version.StateVersion;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/**
 * The binary form of a state, as the reference's state files hold it before compression.
 *
 * <p>Version; memory (the number of pages, then each page's index and bytes, by rising index);
 * pre-image key and offset; the rest as in the witness, with all threads; what is left of a hint.
 */
public final class StateCodec {
  private static final int MAX_HINT_BYTES = 64 << 20;

  /** More threads than any program starts. */
  private static final int MAX_THREADS = 1 << 16;

  /** Takes bytes, in order. */
  public interface Sink {
    /** The next bytes. */
    void write(byte[] bytes, int offset, int length);
  }

  /** Gives bytes, in order. */
  public interface Source {
    /**
     * Reads exactly so many bytes.
     *
     * @throws DecodeException when there are fewer
     */
    void read(byte[] into, int offset, int length);
  }

  private StateCodec() {}

  /** Encodes a state. */
  public static void encode(MachineState state, Sink sink) {
    StateVersion version = state.version();
    write(sink, new StateWriter(version).one(version.number()).word(state.memory().pageCount()));
    for (Page page : state.memory().pages()) {
      StateWriter out = new StateWriter(version).word(page.index());
      for (long word : page.words()) {
        out.number(word);
      }
      write(sink, out);
    }
    StateWriter out = new StateWriter(version).hash(state.preimageKey).word(state.preimageOffset);
    if (version.is64()) {
      out.word(state.heap).one(state.reservation).word(state.reservedAddress);
      out.word(state.reservingThread).one(state.exitCode).one(state.exited ? 1 : 0);
      out.number(state.step).number(state.stepsSinceSwitch).one(state.traverseRight ? 1 : 0);
      out.word(state.nextThreadId);
      threads(out, state.left);
      threads(out, state.right);
    } else {
      CpuThread cpu = state.thread();
      out.word(cpu.pc).word(cpu.nextPc).word(cpu.lo()).word(cpu.hi()).word(state.heap);
      out.one(state.exitCode).one(state.exited ? 1 : 0).number(state.step);
      for (int i = 0; i < 32; i++) {
        out.word(cpu.registers[i]);
      }
    }
    write(sink, out.half(state.lastHint.size()).bytes(state.lastHint.toArray()));
  }

  private static void threads(StateWriter out, List<CpuThread> threads) {
    out.word(threads.size());
    threads.forEach(thread -> out.bytes(thread.encode()));
  }

  private static void write(Sink sink, StateWriter out) {
    Bytes bytes = out.toBytes();
    sink.write(bytes.unsafeArray(), 0, bytes.size());
  }

  /**
   * Decodes a state.
   *
   * @param maxPages the most pages of 4,096 bytes that are accepted
   * @throws DecodeException when it is malformed, or of a version that is not supported
   */
  public static MachineState decode(Source source, int maxPages) {
    byte[] first = new byte[1];
    source.read(first, 0, 1);
    MachineState state = new MachineState(StateVersion.of(first[0] & 0xff));
    Reader in = new Reader(source, state.version());
    memory(state, in, maxPages);
    state.preimageKey = Hash.of(in.bytes(32));
    state.preimageOffset = in.word();
    if (state.version().is64()) {
      wide(state, in);
    } else {
      narrow(state, in);
    }
    if (state.step < 0) {
      throw new DecodeException(
          "step " + Long.toUnsignedString(state.step) + " is beyond what is counted");
    }
    int hint = in.half();
    if (hint < 0 || hint > MAX_HINT_BYTES) {
      throw new DecodeException("a hint of " + (hint & 0xffffffffL) + " bytes is too large");
    }
    state.lastHint = Bytes.wrap(in.bytes(hint));
    return state;
  }

  private static void memory(MachineState state, Reader in, int maxPages) {
    long pages = in.word();
    if (pages < 0 || pages > maxPages) {
      throw new DecodeException(
          "a memory of " + Long.toUnsignedString(pages) + " pages is too large");
    }
    long last = -1;
    long most = (1L << state.version().wordBits() - Page.ADDRESS_BITS) - 1;
    for (long i = 0; i < pages; i++) {
      long index = in.word() & (state.version().is64() ? -1L : 0xffffffffL);
      if (index <= last || index > most) {
        throw new DecodeException(
            "page index " + Long.toUnsignedString(index) + " is out of order or of range");
      }
      last = index;
      byte[] page = in.bytes(Page.SIZE);
      state.memory().write(index << Page.ADDRESS_BITS, page, 0, page.length);
    }
  }

  private static void wide(MachineState state, Reader in) {
    state.heap = in.word();
    state.reserve(in.one(), in.word(), in.word());
    state.exitCode = in.one();
    state.exited = in.flag();
    state.step = in.number();
    state.stepsSinceSwitch = in.number();
    state.traverseRight = in.flag();
    state.nextThreadId = in.word();
    readThreads(state.left, in);
    readThreads(state.right, in);
    if (state.active().isEmpty()) {
      throw new DecodeException("the active thread stack is empty");
    }
    if (state.reservation > MachineState.RESERVED_64) {
      throw new DecodeException("no such reservation: " + state.reservation);
    }
  }

  private static void readThreads(List<CpuThread> threads, Reader in) {
    long count = in.word();
    if (count < 0 || count > MAX_THREADS) {
      throw new DecodeException(Long.toUnsignedString(count) + " threads are too many");
    }
    for (long i = 0; i < count; i++) {
      threads.add(CpuThread.decode(in.bytes(CpuThread.ENCODED_SIZE), 0));
    }
  }

  private static void narrow(MachineState state, Reader in) {
    CpuThread cpu = new CpuThread(0);
    cpu.pc = in.word();
    cpu.nextPc = in.word();
    cpu.registers[Registers.LO] = in.word();
    cpu.registers[Registers.HI] = in.word();
    state.heap = in.word();
    state.exitCode = in.one();
    state.exited = in.flag();
    state.step = in.number();
    for (int i = 0; i < 32; i++) {
      cpu.registers[i] = in.word();
    }
    state.left.add(cpu);
  }

  private static final class Reader {
    private final Source source;
    private final boolean wide;

    Reader(Source source, StateVersion version) {
      this.source = source;
      this.wide = version.is64();
    }

    byte[] bytes(int count) {
      byte[] out = new byte[count];
      source.read(out, 0, count);
      return out;
    }

    long word() {
      return wide ? number() : half();
    }

    long number() {
      return BigEndian.getLong(bytes(8), 0);
    }

    int half() {
      return BigEndian.getInt(bytes(4), 0);
    }

    int one() {
      return bytes(1)[0] & 0xff;
    }

    boolean flag() {
      int value = one();
      if (value > 1) {
        throw new DecodeException("a flag is 0 or 1, found " + value);
      }
      return value == 1;
    }
  }
}
