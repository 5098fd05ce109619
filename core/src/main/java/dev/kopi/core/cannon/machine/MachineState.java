package dev.kopi.core.cannon.machine;

import dev.kopi.core.cannon.code.Registers;
import dev.kopi.core.cannon.memory.PagedMemory;
import dev.kopi.core.cannon.version.StateVersion;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The state of a machine between two steps. */
public final class MachineState {
  static final int RESERVED_NOTHING = 0;
  static final int RESERVED_32 = 1;
  static final int RESERVED_64 = 2;

  private static final byte[] EMPTY_STACK = Keccak256.hash(new byte[64]).toArray();

  private final StateVersion version;
  private final PagedMemory memory;

  Hash preimageKey = Hash.ZERO;
  long preimageOffset;
  long heap;
  int reservation;
  long reservedAddress;
  long reservingThread;
  int exitCode;
  boolean exited;
  long step;
  long stepsSinceSwitch;
  boolean traverseRight;
  final List<CpuThread> left = new ArrayList<>();
  final List<CpuThread> right = new ArrayList<>();
  long nextThreadId;
  Bytes lastHint = Bytes.EMPTY;
  final Statistics statistics = new Statistics();

  /** A state without memory and threads. */
  MachineState(StateVersion version) {
    this.version = version;
    this.memory = new PagedMemory(version.wordBits());
  }

  /**
   * The state before the first step of a program.
   *
   * @param pc where the program begins
   * @param heap where its heap begins
   * @param stack its stack pointer
   */
  public static MachineState initial(StateVersion version, long pc, long heap, long stack) {
    MachineState state = new MachineState(version);
    CpuThread thread = new CpuThread(0);
    thread.pc = pc;
    thread.nextPc = pc + 4;
    thread.registers[Registers.SP] = stack;
    state.left.add(thread);
    state.nextThreadId = 1;
    state.heap = heap;
    return state;
  }

  /** The version. */
  public StateVersion version() {
    return version;
  }

  /** What was counted on the side since this state was made or read. */
  public Statistics statistics() {
    return statistics;
  }

  /** The memory. */
  public PagedMemory memory() {
    return memory;
  }

  /** The number of steps so far. */
  public long step() {
    return step;
  }

  /** Whether the program has ended; steps change nothing any more. */
  public boolean exited() {
    return exited;
  }

  /** The program's exit code, 0 to 255. */
  public int exitCode() {
    return exitCode;
  }

  /** What was written to the hint channel and is not yet a whole hint. */
  public Bytes lastHint() {
    return lastHint;
  }

  List<CpuThread> active() {
    return traverseRight ? right : left;
  }

  /** The thread that runs next; of the 32-bit machine, the only one. */
  public CpuThread thread() {
    List<CpuThread> stack = active();
    if (stack.isEmpty()) {
      throw new MachineException(Fault.NO_THREAD, step, 0, 0);
    }
    return stack.getLast();
  }

  int threadCount() {
    return left.size() + right.size();
  }

  /** Whether register 0 is zero in all threads: a state file may say otherwise. */
  boolean hasZeroRegisters() {
    return Stream.concat(left.stream(), right.stream())
        .allMatch(thread -> thread.registers[0] == 0);
  }

  /** The first byte of the state's hash: 0 exit code 0, 1 exit code 1, 2 other, 3 running. */
  public int status() {
    return exited ? Math.min(exitCode, 2) : 3;
  }

  static byte[] stackRoot(List<CpuThread> threads) {
    byte[] root = EMPTY_STACK;
    for (CpuThread thread : threads) {
      root = thread.push(root);
    }
    return root;
  }

  /** Loads from an address for a conditional store; any store to its word ends the reservation. */
  void reserve(int kind, long address, long thread) {
    reservation = kind;
    reservedAddress = address;
    reservingThread = thread;
    memory.watch(address, this::loseReservation);
  }

  private void loseReservation() {
    statistics.lostReservation();
    clearReservation();
  }

  void clearReservation() {
    reservation = RESERVED_NOTHING;
    reservedAddress = 0;
    reservingThread = 0;
    memory.unwatch();
  }
}
