package dev.kopi.core.cannon.machine;

import dev.kopi.core.cannon.code.Decoder;
import dev.kopi.core.cannon.code.Op;
import dev.kopi.core.cannon.code.PlainOperations;
import dev.kopi.core.cannon.code.Registers;
import dev.kopi.core.cannon.memory.PagedMemory;

/** Runs any one instruction but a system call. What it refuses, the machine refuses. */
final class SingleStep {
  private static final long LOW_32 = 0xffffffffL;

  private final MachineState state;
  private final PagedMemory memory;
  private final boolean wide;

  SingleStep(MachineState state) {
    this.state = state;
    this.memory = state.memory();
    this.wide = state.version().is64();
  }

  private long address(long sum) {
    return wide ? sum : (int) sum;
  }

  private MachineException fault(Fault fault, CpuThread thread, long step) {
    return new MachineException(fault, step, thread.pc, memory.get32(thread.pc));
  }

  /**
   * Runs an instruction.
   *
   * @param decoded the instruction at the thread's program counter
   * @param step its number
   */
  void run(CpuThread thread, long decoded, long step) {
    int op = Decoder.op(decoded);
    long next = thread.nextPc;
    long after = address(next + 4);
    if (Op.isControl(op)) {
      after = control(thread, decoded, step);
    } else if (PlainOperations.contains(op)) {
      plain(thread, decoded, step);
    } else if (op == Op.LL || op == Op.LLD) {
      long value = loadLinked(op, addressOf(thread, decoded), thread.id, step);
      thread.registers[Decoder.rd(decoded)] = value;
    } else if (op == Op.SC || op == Op.SCD) {
      long value = thread.registers[Decoder.rt(decoded)];
      thread.registers[Decoder.rd(decoded)] =
          storeConditional(op, addressOf(thread, decoded), value, thread.id, step);
    } else {
      throw fault(Fault.INVALID_INSTRUCTION, thread, step);
    }
    thread.pc = next;
    thread.nextPc = after;
  }

  private static long addressOf(CpuThread thread, long decoded) {
    return thread.registers[Decoder.rs(decoded)] + Decoder.immediate(decoded);
  }

  private void plain(CpuThread thread, long decoded, long step) {
    long[] regs = thread.registers;
    if (!PlainOperations.execute(
        Decoder.op(decoded),
        regs,
        memory,
        regs[Decoder.rs(decoded)],
        regs[Decoder.rt(decoded)],
        Decoder.rd(decoded),
        Decoder.immediate(decoded))) {
      throw fault(Fault.DIVISION_BY_ZERO, thread, step);
    }
  }

  /** Runs a jump or branch; answers the address after its delay slot. */
  private long control(CpuThread thread, long decoded, long step) {
    int op = Decoder.op(decoded);
    if (thread.nextPc != address(thread.pc + 4)) {
      boolean jumps = op >= Op.J && op <= Op.JALR;
      throw fault(jumps ? Fault.JUMP_IN_DELAY_SLOT : Fault.BRANCH_IN_DELAY_SLOT, thread, step);
    }
    long rs = thread.registers[Decoder.rs(decoded)];
    long rt = thread.registers[Decoder.rt(decoded)];
    long behind = address(thread.pc + 8);
    boolean taken =
        switch (op) {
          case Op.J, Op.JAL, Op.JR, Op.JALR -> true;
          case Op.BEQ -> rs == rt;
          case Op.BNE -> rs != rt;
          case Op.BLEZ -> rs <= 0;
          case Op.BGTZ -> rs > 0;
          case Op.BLTZ, Op.BLTZAL -> rs < 0;
          case Op.BGEZ, Op.BGEZAL -> rs >= 0;
          default -> false;
        };
    if (op == Op.JAL || op == Op.BLTZAL || op == Op.BGEZAL) {
      thread.registers[Registers.RA] = behind;
    } else if (op == Op.JALR) {
      thread.registers[Decoder.rd(decoded)] = behind;
    }
    if (!taken) {
      return behind;
    }
    int imm = Decoder.immediate(decoded);
    return switch (op) {
      case Op.J, Op.JAL -> address(address(thread.pc + 4) & 0xfffffffff0000000L | imm & LOW_32);
      case Op.JR, Op.JALR -> address(rs);
      default -> address(thread.pc + 4 + imm);
    };
  }

  private long loadLinked(int op, long address, long thread, long step) {
    long value = op == Op.LLD ? memory.get64(address) : memory.get32(address);
    if (wide) {
      state.statistics.linked(thread, step);
      state.reserve(
          op == Op.LLD ? MachineState.RESERVED_64 : MachineState.RESERVED_32, address, thread);
    }
    return value;
  }

  /** 1 when the value was stored, else 0. The 32-bit machine always stores. */
  private long storeConditional(int op, long address, long value, long thread, long step) {
    if (wide) {
      boolean stores =
          holds(
              op == Op.SCD ? MachineState.RESERVED_64 : MachineState.RESERVED_32, address, thread);
      state.statistics.stored(stores, thread, step);
      if (!stores) {
        return 0;
      }
      state.clearReservation();
    }
    if (op == Op.SCD) {
      memory.set64(address, value);
    } else {
      memory.set32(address, (int) value);
    }
    return 1;
  }

  /** Whether a store-conditional would store. */
  boolean willStore(long decoded, long address, long thread) {
    return switch (Decoder.op(decoded)) {
      case Op.SC -> !wide || holds(MachineState.RESERVED_32, address, thread);
      case Op.SCD -> holds(MachineState.RESERVED_64, address, thread);
      default -> true;
    };
  }

  private boolean holds(int reservation, long address, long thread) {
    return state.reservation == reservation
        && state.reservingThread == thread
        && state.reservedAddress == address;
  }
}
