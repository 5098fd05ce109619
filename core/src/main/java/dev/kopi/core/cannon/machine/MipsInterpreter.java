package dev.kopi.core.cannon.machine;

import dev.kopi.core.cannon.code.BlockRun;
import dev.kopi.core.cannon.code.CodePage;
import dev.kopi.core.cannon.code.CompiledBlock;
import dev.kopi.core.cannon.code.Decoder;
import dev.kopi.core.cannon.code.GuestCode;
import dev.kopi.core.cannon.code.HotSpots;
import dev.kopi.core.cannon.code.Op;
import dev.kopi.core.cannon.code.PartialWords;
import dev.kopi.core.cannon.code.Registers;
import dev.kopi.core.cannon.memory.Page;
import dev.kopi.core.cannon.memory.PagedMemory;
import dev.kopi.core.platform.WideMath;
import org.jspecify.annotations.Nullable;

/**
 * Runs instructions of one thread until a system call. Both machines share it: values of 32 bits
 * are kept sign-extended in registers of 64, so that most operations are the same.
 *
 * <p>A run of instructions up to a taken branch, the end of a page or the budget is one inner loop
 * that looks neither at the program counter nor at the budget.
 *
 * @see <a
 *     href="https://specs.optimism.io/fault-proof/cannon-fault-proof-vm.html#general-instructions">
 *     General instructions</a>
 */
final class MipsInterpreter {
  private static final long LOW_32 = 0xffffffffL;
  private static final int NO_SLOT = -2;
  private static final long IN_PAGE = Page.SIZE - 1L;

  private final MachineState state;
  private final PagedMemory memory;
  private final GuestCode guest;
  private final @Nullable HotSpots hotSpots;
  private final BlockRun compiledRun = new BlockRun();
  private final boolean wide;
  private int exits;
  private int untilSample;

  MipsInterpreter(MachineState state, GuestCode guest, @Nullable HotSpots hotSpots) {
    this.state = state;
    this.memory = state.memory();
    this.guest = guest;
    this.hotSpots = hotSpots;
    this.wide = state.version().is64();
  }

  /** The instruction at the program counter. */
  long fetch(CpuThread thread) {
    requireAligned(thread.pc, 0);
    return guest.instruction(thread.pc);
  }

  private void requireAligned(long pc, long done) {
    if ((pc & 3) != 0) {
      throw new MachineException(Fault.UNALIGNED_PC, state.step + done, pc, 0);
    }
  }

  /** A fault of the instruction before a place in a page. */
  private MachineException fault(Fault fault, long done, long base, int at) {
    long pc = base + 4L * (at - 1);
    return new MachineException(fault, state.step + done, pc, memory.get32(pc));
  }

  /** An address after another one; 32-bit addresses are kept sign-extended. */
  private long address(long sum) {
    return wide ? sum : (int) sum;
  }

  /**
   * Runs.
   *
   * @param budget the most steps
   * @return how many steps were done; less than the budget where the next one is a system call
   */
  long run(CpuThread thread, long budget) {
    // A copy whose length the JIT compiler knows, so that it need not check register numbers.
    long[] regs = new long[Registers.COUNT];
    System.arraycopy(thread.registers, 0, regs, 0, Registers.COUNT);
    PagedMemory mem = memory;
    long pc = thread.pc;
    long target = thread.nextPc;
    boolean pending = target != address(pc + 4);
    long left = budget;
    long entered = 0;
    while (left > 0) {
      requireAligned(pc, budget - left);
      CodePage page = guest.page(pc);
      long[] code = page.instructions();
      int start = (int) (pc & IN_PAGE) >>> 2;
      long base = pc & ~IN_PAGE;
      int at = start;
      int limit =
          page.present()
              ? (int) Math.min(CodePage.SIZE, at + Math.min(left, CodePage.SIZE))
              : at + 1;
      // The place of a delay slot whose jump is taken, or NO_SLOT.
      int slot = NO_SLOT;
      if (pending) {
        slot = at;
        limit = at + 1;
      }
      while (at < limit) {
        long ins = code[at++];
        int rd = (int) (ins >>> 20) & 63;
        long rs = regs[(int) (ins >>> 8) & 63];
        long rt = regs[(int) (ins >>> 14) & 63];
        int imm = (int) (ins >> 32);
        switch ((int) ins & 0xff) {
          case Op.UNDECODED -> {
            at--;
            guest.decode(page, at);
            code = page.plain();
          }
          case Op.ENTRY -> {
            at--;
            if (slot == NO_SLOT) {
              left -= at - start;
              start = at;
              long next = runCompiled(regs, page, at, left);
              if (compiledRun.steps > 0) {
                left -= compiledRun.steps;
                base = next & ~IN_PAGE;
                limit = at = start = (int) (next & IN_PAGE) >>> 2;
                entered = next;
                continue;
              }
            }
            code = page.plain();
          }
          case Op.SYSCALL -> {
            at--;
            thread.pc = base + 4L * at;
            thread.nextPc = address(slot == NO_SLOT ? thread.pc + 4 : target);
            System.arraycopy(regs, 0, thread.registers, 0, Registers.COUNT);
            return budget - left + (at - start);
          }
          case Op.J, Op.JAL -> {
            if (slot != NO_SLOT) {
              throw fault(Fault.JUMP_IN_DELAY_SLOT, budget - left + (at - 1 - start), base, at);
            }
            if (rd == Registers.RA) {
              regs[rd] = address(base + 4L * (at + 1));
            }
            target = base + 4L * at & 0xfffffffff0000000L | imm & LOW_32;
            if (target != base + 4L * (at + 1)) {
              slot = at;
              limit = Math.min(limit, at + 1);
            }
          }
          case Op.JR, Op.JALR -> {
            if (slot != NO_SLOT) {
              throw fault(Fault.JUMP_IN_DELAY_SLOT, budget - left + (at - 1 - start), base, at);
            }
            if (((int) ins & 0xff) == Op.JALR) {
              regs[rd] = address(base + 4L * (at + 1));
            }
            target = rs;
            if (target != address(base + 4L * (at + 1))) {
              slot = at;
              limit = Math.min(limit, at + 1);
            }
          }
          case Op.BEQ -> {
            if (slot != NO_SLOT) {
              throw fault(Fault.BRANCH_IN_DELAY_SLOT, budget - left + (at - 1 - start), base, at);
            }
            if (rs == rt) {
              target = base + 4L * at + imm;
              slot = at;
              limit = Math.min(limit, at + 1);
            }
          }
          case Op.BNE -> {
            if (slot != NO_SLOT) {
              throw fault(Fault.BRANCH_IN_DELAY_SLOT, budget - left + (at - 1 - start), base, at);
            }
            if (rs != rt) {
              target = base + 4L * at + imm;
              slot = at;
              limit = Math.min(limit, at + 1);
            }
          }
          case Op.BLEZ -> {
            if (slot != NO_SLOT) {
              throw fault(Fault.BRANCH_IN_DELAY_SLOT, budget - left + (at - 1 - start), base, at);
            }
            if (rs <= 0) {
              target = base + 4L * at + imm;
              slot = at;
              limit = Math.min(limit, at + 1);
            }
          }
          case Op.BGTZ -> {
            if (slot != NO_SLOT) {
              throw fault(Fault.BRANCH_IN_DELAY_SLOT, budget - left + (at - 1 - start), base, at);
            }
            if (rs > 0) {
              target = base + 4L * at + imm;
              slot = at;
              limit = Math.min(limit, at + 1);
            }
          }
          case Op.BLTZ -> {
            if (slot != NO_SLOT) {
              throw fault(Fault.BRANCH_IN_DELAY_SLOT, budget - left + (at - 1 - start), base, at);
            }
            if (rs < 0) {
              target = base + 4L * at + imm;
              slot = at;
              limit = Math.min(limit, at + 1);
            }
          }
          case Op.BGEZ -> {
            if (slot != NO_SLOT) {
              throw fault(Fault.BRANCH_IN_DELAY_SLOT, budget - left + (at - 1 - start), base, at);
            }
            if (rs >= 0) {
              target = base + 4L * at + imm;
              slot = at;
              limit = Math.min(limit, at + 1);
            }
          }
          case Op.BLTZAL, Op.BGEZAL -> {
            if (slot != NO_SLOT) {
              throw fault(Fault.BRANCH_IN_DELAY_SLOT, budget - left + (at - 1 - start), base, at);
            }
            regs[Registers.RA] = address(base + 4L * (at + 1));
            if (rs < 0 == (((int) ins & 0xff) == Op.BLTZAL) && imm != 4) {
              target = base + 4L * at + imm;
              slot = at;
              limit = Math.min(limit, at + 1);
            }
          }
          case Op.BRANCH_NEVER -> {
            if (slot != NO_SLOT) {
              throw fault(Fault.BRANCH_IN_DELAY_SLOT, budget - left + (at - 1 - start), base, at);
            }
          }
          case Op.SLL -> regs[rd] = (int) rt << imm;
          case Op.SRL -> regs[rd] = (int) rt >>> imm;
          case Op.SRA -> regs[rd] = (int) rt >> imm;
          case Op.SLLV -> regs[rd] = (int) rt << (int) (rs & 31);
          case Op.SRLV -> regs[rd] = (int) rt >>> (int) (rs & 31);
          case Op.SRAV -> regs[rd] = (int) rt >> (int) (rs & 31);
          case Op.SRAV_UNMASKED -> regs[rd] = PartialWords.shiftUnmasked(rt, rs);
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
            if (!product(regs, (int) ins & 0xff, rs, rt)) {
              throw fault(Fault.DIVISION_BY_ZERO, budget - left + (at - 1 - start), base, at);
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
          case Op.LB -> regs[rd] = PartialWords.loadByte(mem, rs + imm);
          case Op.LBU -> regs[rd] = PartialWords.loadByteUnsigned(mem, rs + imm);
          case Op.LH -> regs[rd] = PartialWords.loadHalf(mem, rs + imm);
          case Op.LHU -> regs[rd] = PartialWords.loadHalfUnsigned(mem, rs + imm);
          case Op.LW -> regs[rd] = mem.get32(rs + imm);
          case Op.LWU -> regs[rd] = mem.get32(rs + imm) & LOW_32;
          case Op.LD -> regs[rd] = mem.get64(rs + imm);
          case Op.LWL -> regs[rd] = PartialWords.loadWordLeft(mem, rs + imm, rt);
          case Op.LWR -> regs[rd] = PartialWords.loadWordRight(mem, rs + imm, rt);
          case Op.LDL -> regs[rd] = PartialWords.loadDoubleLeft(mem, rs + imm, rt);
          case Op.LDR -> regs[rd] = PartialWords.loadDoubleRight(mem, rs + imm, rt);
          case Op.SW -> mem.set32(rs + imm, (int) rt);
          case Op.SD -> mem.set64(rs + imm, rt);
          case Op.SB -> PartialWords.storeByte(mem, rs + imm, rt);
          case Op.SH -> PartialWords.storeHalf(mem, rs + imm, rt);
          case Op.SWL -> PartialWords.storeWordLeft(mem, rs + imm, rt);
          case Op.SWR -> PartialWords.storeWordRight(mem, rs + imm, rt);
          case Op.SDL -> PartialWords.storeDoubleLeft(mem, rs + imm, rt);
          case Op.SDR -> PartialWords.storeDoubleRight(mem, rs + imm, rt);
          case Op.LL, Op.LLD ->
              regs[rd] =
                  loadLinked((int) ins & 0xff, rs + imm, thread.id, budget - left + at - start);
          case Op.SC, Op.SCD ->
              regs[rd] =
                  storeConditional(
                      (int) ins & 0xff, rs + imm, rt, thread.id, budget - left + at - start);
          default ->
              throw fault(Fault.INVALID_INSTRUCTION, budget - left + (at - 1 - start), base, at);
        }
      }
      left -= at - start;
      pending = slot == at;
      pc = address(slot == at - 1 ? target : base + 4L * at);
      if (limit == start) {
        pc = entered;
      }
      untilSample -= at - start;
      if (untilSample < 0 && !pending) {
        untilSample = sample(pc);
      }
    }
    thread.pc = pc;
    thread.nextPc = address(pending ? target : pc + 4);
    System.arraycopy(regs, 0, thread.registers, 0, Registers.COUNT);
    return budget - left;
  }

  /** Takes a sample; answers after how many interpreted steps to take the next one. */
  private int sample(long pc) {
    if (hotSpots == null) {
      return Integer.MAX_VALUE;
    }
    hotSpots.sample(pc);
    return hotSpots.interval();
  }

  /** Runs compiled blocks, one after the other; answers where to go on. */
  private long runCompiled(long[] regs, CodePage first, int at, long budget) {
    BlockRun run = compiledRun;
    CompiledBlock block = first.block(at);
    long pc = first.address() + 4L * at;
    long done = 0;
    while (block != null) {
      pc = block.run(regs, memory, run, budget - done);
      done += run.steps;
      if (run.steps == 0 || (pc & 3) != 0) {
        break;
      }
      block = guest.page(pc).block((int) (pc & IN_PAGE) >>> 2);
    }
    run.steps = done;
    if (hotSpots != null && (++exits & HotSpots.EXITS - 1) == 0) {
      hotSpots.sample(pc);
    }
    return pc;
  }

  /** Sets hi and lo; false on a division by zero. */
  private static boolean product(long[] regs, int op, long rs, long rt) {
    switch (op) {
      case Op.MTHI -> regs[Registers.HI] = rs;
      case Op.MTLO -> regs[Registers.LO] = rs;
      case Op.MULT -> setBoth(regs, (long) (int) rs * (int) rt);
      case Op.MULTU -> setBoth(regs, (rs & LOW_32) * (rt & LOW_32));
      case Op.DIV -> {
        if ((int) rt == 0) {
          return false;
        }
        regs[Registers.HI] = (int) rs % (int) rt;
        regs[Registers.LO] = (int) rs / (int) rt;
      }
      case Op.DIVU -> {
        if ((int) rt == 0) {
          return false;
        }
        regs[Registers.HI] = Integer.remainderUnsigned((int) rs, (int) rt);
        regs[Registers.LO] = Integer.divideUnsigned((int) rs, (int) rt);
      }
      case Op.DMULT -> {
        regs[Registers.HI] = WideMath.multiplyHighSigned(rs, rt);
        regs[Registers.LO] = rs * rt;
      }
      case Op.DMULTU -> {
        regs[Registers.HI] = WideMath.multiplyHigh(rs, rt);
        regs[Registers.LO] = rs * rt;
      }
      case Op.DDIV -> {
        if (rt == 0) {
          return false;
        }
        regs[Registers.HI] = rs % rt;
        regs[Registers.LO] = rs / rt;
      }
      default -> {
        if (rt == 0) {
          return false;
        }
        regs[Registers.HI] = Long.remainderUnsigned(rs, rt);
        regs[Registers.LO] = Long.divideUnsigned(rs, rt);
      }
    }
    return true;
  }

  private static void setBoth(long[] regs, long product) {
    regs[Registers.HI] = (int) (product >> 32);
    regs[Registers.LO] = (int) product;
  }

  private long loadLinked(int op, long address, long thread, long done) {
    long value = op == Op.LLD ? memory.get64(address) : memory.get32(address);
    if (wide) {
      state.statistics.linked(thread, state.step + done);
      state.reserve(
          op == Op.LLD ? MachineState.RESERVED_64 : MachineState.RESERVED_32, address, thread);
    }
    return value;
  }

  /** 1 when the value was stored, else 0. The 32-bit machine always stores. */
  private long storeConditional(int op, long address, long value, long thread, long done) {
    if (wide) {
      boolean stores =
          holds(
              op == Op.SCD ? MachineState.RESERVED_64 : MachineState.RESERVED_32, address, thread);
      state.statistics.stored(stores, thread, state.step + done);
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
