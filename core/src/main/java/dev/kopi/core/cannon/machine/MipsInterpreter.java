package dev.kopi.core.cannon.machine;

import dev.kopi.core.cannon.memory.Page;
import dev.kopi.core.cannon.memory.PagedMemory;
import dev.kopi.core.platform.WideMath;

/**
 * Runs instructions of one thread until a system call. Both machines share it: values of 32 bits
 * are kept sign-extended in registers of 64, so that most operations are the same.
 *
 * @see <a
 *     href="https://specs.optimism.io/fault-proof/cannon-fault-proof-vm.html#general-instructions">
 *     General instructions</a>
 */
final class MipsInterpreter {
  private static final long LOW_32 = 0xffffffffL;
  private static final long CODE_MASK = ~(Page.SIZE - 1L);

  private final MachineState state;
  private final PagedMemory memory;
  private final Decoder decoder;
  private final boolean wide;

  MipsInterpreter(MachineState state) {
    this.state = state;
    this.memory = state.memory();
    this.decoder = new Decoder(state.version());
    this.wide = state.version().is64();
  }

  /** The instruction at the program counter. */
  long fetch(CpuThread thread) {
    requireAligned(thread.pc, state.step);
    return decoder.decode(memory.get32(thread.pc));
  }

  private void requireAligned(long pc, long step) {
    if ((pc & 3) != 0) {
      throw new MachineException(Fault.UNALIGNED_PC, step, pc, 0);
    }
  }

  private MachineException fault(Fault fault, long done, long pc) {
    return new MachineException(fault, state.step + done, pc, memory.get32(pc));
  }

  /**
   * Runs.
   *
   * @param budget the most steps
   * @return how many steps were done; less than the budget where the next one is a system call
   */
  long run(CpuThread thread, long budget) {
    long[] regs = thread.registers;
    PagedMemory mem = memory;
    boolean is64 = wide;
    long pc = thread.pc;
    long next = thread.nextPc;
    long codeBase = 1; // No page begins there.
    long[] code = new long[0];
    long done = 0;
    while (done < budget) {
      if ((pc & CODE_MASK) != codeBase) {
        requireAligned(pc, state.step + done);
        code = mem.code(pc);
        codeBase = pc & CODE_MASK;
      } else if ((pc & 3) != 0) {
        requireAligned(pc, state.step + done);
      }
      int at = (int) (pc & Page.SIZE - 1) >>> 2;
      long ins = code[at];
      if (ins == Op.UNDECODED) {
        ins = decoder.decode(mem.get32(pc));
        code[at] = ins;
      }
      int rd = (int) (ins >>> 20) & 63;
      long rs = regs[(int) (ins >>> 8) & 63];
      long rt = regs[(int) (ins >>> 14) & 63];
      int imm = (int) (ins >> 32);
      switch ((int) ins & 0xff) {
        case Op.SYSCALL -> {
          thread.pc = pc;
          thread.nextPc = next;
          return done;
        }
        case Op.J, Op.JAL -> {
          if (next != pc + 4) {
            throw fault(Fault.JUMP_IN_DELAY_SLOT, done, pc);
          }
          if (rd == CpuThread.RA) {
            regs[rd] = link(pc, is64);
          }
          long target = next & 0xfffffffff0000000L | imm & LOW_32;
          pc = next;
          next = is64 ? target : (int) target;
          done++;
          continue;
        }
        case Op.JR, Op.JALR -> {
          if (next != pc + 4) {
            throw fault(Fault.JUMP_IN_DELAY_SLOT, done, pc);
          }
          if (((int) ins & 0xff) == Op.JALR) {
            regs[rd] = link(pc, is64);
          }
          pc = next;
          next = rs;
          done++;
          continue;
        }
        case Op.BEQ,
            Op.BNE,
            Op.BLEZ,
            Op.BGTZ,
            Op.BLTZ,
            Op.BGEZ,
            Op.BLTZAL,
            Op.BGEZAL,
            Op.BRANCH_NEVER -> {
          if (next != pc + 4) {
            throw fault(Fault.BRANCH_IN_DELAY_SLOT, done, pc);
          }
          boolean taken =
              switch ((int) ins & 0xff) {
                case Op.BEQ -> rs == rt;
                case Op.BNE -> rs != rt;
                case Op.BLEZ -> rs <= 0;
                case Op.BGTZ -> rs > 0;
                case Op.BLTZ, Op.BLTZAL -> rs < 0;
                case Op.BGEZ, Op.BGEZAL -> rs >= 0;
                default -> false;
              };
          int op = (int) ins & 0xff;
          if (op == Op.BLTZAL || op == Op.BGEZAL) {
            regs[CpuThread.RA] = link(pc, is64);
          }
          long target = taken ? pc + 4 + imm : next + 4;
          pc = next;
          next = is64 ? target : (int) target;
          done++;
          continue;
        }
        case Op.SLL -> regs[rd] = (int) rt << imm;
        case Op.SRL -> regs[rd] = (int) rt >>> imm;
        case Op.SRA -> regs[rd] = (int) rt >> imm;
        case Op.SLLV -> regs[rd] = (int) rt << (int) (rs & 31);
        case Op.SRLV -> regs[rd] = (int) rt >>> (int) (rs & 31);
        case Op.SRAV -> regs[rd] = (int) rt >> (int) (rs & 31);
        case Op.MOVE -> regs[rd] = rs;
        case Op.MOVZ -> {
          if (rt == 0) {
            regs[rd] = rs;
          }
        }
        case Op.MOVN -> {
          if (rt != 0) {
            regs[rd] = rs;
          }
        }
        case Op.MFHI -> regs[rd] = thread.hi;
        case Op.MFLO -> regs[rd] = thread.lo;
        case Op.MTHI,
            Op.MTLO,
            Op.MULT,
            Op.MULTU,
            Op.DIV,
            Op.DIVU,
            Op.DMULT,
            Op.DMULTU,
            Op.DDIV,
            Op.DDIVU -> {
          if (!product(thread, (int) ins & 0xff, rs, rt)) {
            throw fault(Fault.DIVISION_BY_ZERO, done, pc);
          }
          regs[rd] = 0;
        }
        case Op.DSLLV -> regs[rd] = rt << (rs & 63);
        case Op.DSRLV -> regs[rd] = rt >>> (rs & 63);
        case Op.DSRAV -> regs[rd] = rt >> (rs & 63);
        case Op.ADDU -> regs[rd] = (int) (rs + rt);
        case Op.SUBU -> regs[rd] = (int) (rs - rt);
        case Op.AND -> regs[rd] = rs & rt;
        case Op.OR -> regs[rd] = rs | rt;
        case Op.XOR -> regs[rd] = rs ^ rt;
        case Op.NOR -> regs[rd] = ~(rs | rt);
        case Op.SLT -> regs[rd] = rs < rt ? 1 : 0;
        case Op.SLTU -> regs[rd] = rs + Long.MIN_VALUE < rt + Long.MIN_VALUE ? 1 : 0;
        case Op.DADDU -> regs[rd] = rs + rt;
        case Op.DSUBU -> regs[rd] = rs - rt;
        case Op.DSLL -> regs[rd] = rt << imm;
        case Op.DSRL -> regs[rd] = rt >>> imm;
        case Op.DSRA -> regs[rd] = rt >> imm;
        case Op.ADDIU -> regs[rd] = (int) rs + imm;
        case Op.SLTI -> regs[rd] = rs < imm ? 1 : 0;
        case Op.SLTIU -> regs[rd] = rs + Long.MIN_VALUE < imm + Long.MIN_VALUE ? 1 : 0;
        case Op.ANDI -> regs[rd] = rs & imm;
        case Op.ORI -> regs[rd] = rs | imm;
        case Op.XORI -> regs[rd] = rs ^ imm;
        case Op.DADDIU -> regs[rd] = rs + imm;
        case Op.LUI -> regs[rd] = imm;
        case Op.MUL -> regs[rd] = (int) rs * (int) rt;
        case Op.CLZ -> regs[rd] = Integer.numberOfLeadingZeros((int) rs);
        case Op.CLO -> regs[rd] = Integer.numberOfLeadingZeros(~(int) rs);
        case Op.DCLZ -> regs[rd] = Long.numberOfLeadingZeros(rs);
        case Op.DCLO -> regs[rd] = Long.numberOfLeadingZeros(~rs);
        case Op.LB -> regs[rd] = (byte) (mem.get64(rs + imm) >>> byteShift(rs + imm));
        case Op.LBU -> regs[rd] = mem.get64(rs + imm) >>> byteShift(rs + imm) & 0xff;
        case Op.LH -> regs[rd] = (short) (mem.get64(rs + imm) >>> halfShift(rs + imm));
        case Op.LHU -> regs[rd] = mem.get64(rs + imm) >>> halfShift(rs + imm) & 0xffff;
        case Op.LW -> regs[rd] = mem.get32(rs + imm);
        case Op.LWU -> regs[rd] = mem.get32(rs + imm) & LOW_32;
        case Op.LD -> regs[rd] = mem.get64(rs + imm);
        case Op.LWL -> regs[rd] = loadWordLeft(rs + imm, rt);
        case Op.LWR -> regs[rd] = loadWordRight(rs + imm, rt);
        case Op.LDL -> regs[rd] = loadDoubleLeft(rs + imm, rt);
        case Op.LDR -> regs[rd] = loadDoubleRight(rs + imm, rt);
        case Op.SW -> {
          mem.set32(rs + imm, (int) rt);
          endReservation(rs + imm);
        }
        case Op.SD -> {
          mem.set64(rs + imm, rt);
          endReservation(rs + imm);
        }
        case Op.SB, Op.SH, Op.SWL, Op.SWR, Op.SDL, Op.SDR -> {
          storePart((int) ins & 0xff, rs + imm, rt);
          endReservation(rs + imm);
        }
        case Op.LL, Op.LLD -> regs[rd] = loadLinked((int) ins & 0xff, rs + imm, thread.id);
        case Op.SC, Op.SCD ->
            regs[rd] = storeConditional((int) ins & 0xff, rs + imm, rt, thread.id);
        default -> throw fault(Fault.INVALID_INSTRUCTION, done, pc);
      }
      pc = next;
      next = is64 ? next + 4 : (int) (next + 4);
      done++;
    }
    thread.pc = pc;
    thread.nextPc = next;
    return done;
  }

  private static long link(long pc, boolean is64) {
    return is64 ? pc + 8 : (int) (pc + 8);
  }

  private static int byteShift(long address) {
    return (~(int) address & 7) * 8;
  }

  private static int halfShift(long address) {
    return (~(int) address & 6) * 8;
  }

  /** Sets hi and lo; false on a division by zero. */
  private static boolean product(CpuThread thread, int op, long rs, long rt) {
    switch (op) {
      case Op.MTHI -> thread.hi = rs;
      case Op.MTLO -> thread.lo = rs;
      case Op.MULT -> setBoth(thread, (long) (int) rs * (int) rt);
      case Op.MULTU -> setBoth(thread, (rs & LOW_32) * (rt & LOW_32));
      case Op.DIV -> {
        if ((int) rt == 0) {
          return false;
        }
        thread.hi = (int) rs % (int) rt;
        thread.lo = (int) rs / (int) rt;
      }
      case Op.DIVU -> {
        if ((int) rt == 0) {
          return false;
        }
        thread.hi = Integer.remainderUnsigned((int) rs, (int) rt);
        thread.lo = Integer.divideUnsigned((int) rs, (int) rt);
      }
      case Op.DMULT -> {
        thread.hi = WideMath.multiplyHighSigned(rs, rt);
        thread.lo = rs * rt;
      }
      case Op.DMULTU -> {
        thread.hi = WideMath.multiplyHigh(rs, rt);
        thread.lo = rs * rt;
      }
      case Op.DDIV -> {
        if (rt == 0) {
          return false;
        }
        thread.hi = rs % rt;
        thread.lo = rs / rt;
      }
      default -> {
        if (rt == 0) {
          return false;
        }
        thread.hi = Long.remainderUnsigned(rs, rt);
        thread.lo = Long.divideUnsigned(rs, rt);
      }
    }
    return true;
  }

  private static void setBoth(CpuThread thread, long product) {
    thread.hi = (int) (product >> 32);
    thread.lo = (int) product;
  }

  private long loadWordLeft(long address, long rt) {
    int shift = ((int) address & 3) * 8;
    return memory.get32(address) << shift | (int) rt & ~(-1 << shift);
  }

  /** The upper half of the register stays, unless the word's sign bit is loaded. */
  private long loadWordRight(long address, long rt) {
    int shift = 24 - ((int) address & 3) * 8;
    int loaded = memory.get32(address) >>> shift | (int) rt & ~(-1 >>> shift);
    return shift == 0 ? loaded : rt & ~LOW_32 | loaded & LOW_32;
  }

  private long loadDoubleLeft(long address, long rt) {
    int shift = ((int) address & 7) * 8;
    return memory.get64(address) << shift | rt & ~(-1L << shift);
  }

  private long loadDoubleRight(long address, long rt) {
    int shift = 56 - ((int) address & 7) * 8;
    return memory.get64(address) >>> shift | rt & ~(-1L >>> shift);
  }

  private void storePart(int op, long address, long rt) {
    switch (op) {
      case Op.SB -> merge(address, 0xff, byteShift(address), rt);
      case Op.SH -> merge(address, 0xffff, halfShift(address), rt);
      case Op.SWL -> {
        int shift = ((int) address & 3) * 8;
        int kept = memory.get32(address) & ~(-1 >>> shift);
        memory.set32(address, kept | (int) rt >>> shift);
      }
      case Op.SWR -> {
        int shift = 24 - ((int) address & 3) * 8;
        int kept = memory.get32(address) & ~(-1 << shift);
        memory.set32(address, kept | (int) rt << shift);
      }
      case Op.SDL -> {
        int shift = ((int) address & 7) * 8;
        memory.set64(address, memory.get64(address) & ~(-1L >>> shift) | rt >>> shift);
      }
      default -> {
        int shift = 56 - ((int) address & 7) * 8;
        memory.set64(address, memory.get64(address) & ~(-1L << shift) | rt << shift);
      }
    }
  }

  private void merge(long address, long mask, int shift, long value) {
    long kept = memory.get64(address) & ~(mask << shift);
    memory.set64(address, kept | (value & mask) << shift);
  }

  /** A store to the reserved word ends a reservation, whoever stores. */
  private void endReservation(long address) {
    if ((address & -8L) == (state.reservedAddress & -8L)) {
      state.clearReservation();
    }
  }

  private long loadLinked(int op, long address, long thread) {
    long value = op == Op.LLD ? memory.get64(address) : memory.get32(address);
    if (wide) {
      state.reservation = op == Op.LLD ? MachineState.RESERVED_64 : MachineState.RESERVED_32;
      state.reservedAddress = address;
      state.reservingThread = thread;
    }
    return value;
  }

  /** 1 when the value was stored, else 0. The 32-bit machine always stores. */
  private long storeConditional(int op, long address, long value, long thread) {
    if (wide) {
      int wanted = op == Op.SCD ? MachineState.RESERVED_64 : MachineState.RESERVED_32;
      if (state.reservation != wanted
          || state.reservingThread != thread
          || state.reservedAddress != address) {
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
