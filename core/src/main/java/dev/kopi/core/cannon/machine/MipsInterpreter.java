package dev.kopi.core.cannon.machine;

import dev.kopi.core.cannon.code.BlockRun;
import dev.kopi.core.cannon.code.CompiledBlock;
import dev.kopi.core.cannon.code.Decoder;
import dev.kopi.core.cannon.code.FastOp;
import dev.kopi.core.cannon.code.GuestCode;
import dev.kopi.core.cannon.code.GuestInstruction;
import dev.kopi.core.cannon.code.HotSpots;
import dev.kopi.core.cannon.code.Op;
import dev.kopi.core.cannon.code.PartialWords;
import dev.kopi.core.cannon.code.PlainOperations;
import dev.kopi.core.cannon.code.Registers;
import dev.kopi.core.cannon.memory.PagedMemory;
import dev.kopi.core.platform.WideMath;
import org.jspecify.annotations.Nullable;

/**
 * Runs instructions of one thread until a system call. Both machines share it: values of 32 bits
 * are kept sign-extended in registers of 64, so that most operations are the same.
 *
 * <p>Most instructions run in one loop over linked instructions, or as compiled blocks; what these
 * do not know, and the last steps of a budget, runs as {@link SingleStep}.
 *
 * @see <a
 *     href="https://specs.optimism.io/fault-proof/cannon-fault-proof-vm.html#general-instructions">
 *     General instructions</a>
 */
final class MipsInterpreter {
  private static final long LOW_32 = 0xffffffffL;

  private final MachineState state;
  private final PagedMemory memory;
  private final GuestCode guest;
  private final SingleStep single;
  private final @Nullable HotSpots hotSpots;
  private final BlockRun compiledRun = new BlockRun();
  private final boolean wide;
  private int exits;

  /** Interpreted steps until the next sample. */
  private long untilSample;

  MipsInterpreter(MachineState state, GuestCode guest, @Nullable HotSpots hotSpots) {
    this.state = state;
    this.memory = state.memory();
    this.guest = guest;
    this.single = new SingleStep(state);
    this.hotSpots = hotSpots;
    this.wide = state.version().is64();
    this.untilSample = hotSpots == null ? Long.MAX_VALUE : hotSpots.interval();
  }

  /** The instruction at the program counter, decoded. */
  long fetch(CpuThread thread) {
    requireAligned(thread.pc, state.step);
    return guest.decoded(thread.pc);
  }

  private void requireAligned(long pc, long step) {
    if ((pc & 3) != 0) {
      throw new MachineException(Fault.UNALIGNED_PC, step, pc, 0);
    }
  }

  /** Whether a store-conditional would store. */
  boolean willStore(long decoded, long address, long thread) {
    return single.willStore(decoded, address, thread);
  }

  /**
   * Runs.
   *
   * @param budget the most steps
   * @return how many steps were done; less than the budget where the next one is a system call
   */
  long run(CpuThread thread, long budget) {
    long left = budget;
    while (left > 0) {
      long before = left;
      if (left >= FastOp.MOST_STEPS && thread.nextPc == guest.after(thread.pc, 4)) {
        GuestInstruction first = guest.at(thread.pc);
        left =
            first.block == null ? runMany(thread, first, left) : runCompiled(thread, first, left);
      }
      if (left == before) {
        requireAligned(thread.pc, state.step + budget - left);
        long decoded = guest.decoded(thread.pc);
        if (Decoder.op(decoded) == Op.SYSCALL) {
          break;
        }
        single.run(thread, decoded, state.step + budget - left);
        left--;
      }
    }
    return budget - left;
  }

  /** Runs linked instructions, and takes a sample when one is due. */
  private long runMany(CpuThread thread, GuestInstruction first, long budget) {
    long left = runLinked(thread, first, budget, budget - untilSample);
    untilSample -= budget - left;
    if (untilSample < 0 && hotSpots != null && thread.nextPc == guest.after(thread.pc, 4)) {
      hotSpots.sample(thread.pc);
      untilSample = hotSpots.interval();
    }
    return left;
  }

  /** Runs compiled blocks, one after the other. */
  private long runCompiled(CpuThread thread, GuestInstruction first, long budget) {
    BlockRun run = compiledRun;
    CompiledBlock block = first.block;
    long pc = thread.pc;
    long left = budget;
    while (block != null) {
      pc = block.run(thread.registers, memory, run, left);
      left -= run.steps;
      block = run.steps == 0 ? null : guest.at(pc).block;
    }
    thread.pc = pc;
    thread.nextPc = guest.after(pc, 4);
    if (hotSpots != null && (++exits & HotSpots.EXITS - 1) == 0) {
      hotSpots.sample(pc);
    }
    return left;
  }

  private GuestInstruction target(GuestInstruction jump) {
    GuestInstruction known = jump.target;
    return known == null ? guest.follow(jump, guest.target(jump)) : known;
  }

  private GuestInstruction target(GuestInstruction jump, long address) {
    GuestInstruction known = jump.target;
    return known != null && known.pc == address ? known : guest.follow(jump, address);
  }

  private boolean runOther(long[] regs, GuestInstruction i) {
    return PlainOperations.execute(
        i.other, regs, memory, regs[i.rs], regs[i.rt], i.rd, i.immediate);
  }

  /**
   * Runs linked instructions.
   *
   * @param budget the most steps
   * @param breakAt the loop ends at a jump when less of the budget is left
   * @return what is left of the budget; the same when the first instruction does not run here
   */
  private long runLinked(CpuThread thread, GuestInstruction first, long budget, long breakAt) {
    long[] regs = thread.registers;
    PagedMemory mem = memory;
    long left = budget;
    GuestInstruction i = first;
    GuestInstruction then = first;
    boolean runs = true;
    while (runs && left >= FastOp.MOST_STEPS) {
      int op = i.op;
      if (op <= FastOp.LBU) {
        switch (op) {
          case FastOp.LD -> regs[i.rd] = mem.get64(regs[i.rs] + i.immediate);
          case FastOp.DADDU -> regs[i.rd] = regs[i.rs] + regs[i.rt];
          case FastOp.SD -> mem.set64(regs[i.rs] + i.immediate, regs[i.rt]);
          case FastOp.DADDIU -> regs[i.rd] = regs[i.rs] + i.immediate;
          case FastOp.MOVE -> regs[i.rd] = regs[i.rs];
          case FastOp.BEQ_NOP -> {
            left -= 2;
            if (regs[i.rs] == regs[i.rt]) {
              i = target(i);
              runs = left >= breakAt;
            } else {
              i = i.next;
            }
            continue;
          }
          case FastOp.DSLL -> regs[i.rd] = regs[i.rt] << i.immediate;
          case FastOp.DSRL -> regs[i.rd] = regs[i.rt] >>> i.immediate;
          case FastOp.BNE_NOP -> {
            left -= 2;
            if (regs[i.rs] != regs[i.rt]) {
              i = target(i);
              runs = left >= breakAt;
            } else {
              i = i.next;
            }
            continue;
          }
          case FastOp.XOR -> regs[i.rd] = regs[i.rs] ^ regs[i.rt];
          case FastOp.AND -> regs[i.rd] = regs[i.rs] & regs[i.rt];
          case FastOp.OR -> regs[i.rd] = regs[i.rs] | regs[i.rt];
          case FastOp.SLTU ->
              regs[i.rd] = regs[i.rs] + Long.MIN_VALUE < regs[i.rt] + Long.MIN_VALUE ? 1 : 0;
          default -> regs[i.rd] = PartialWords.loadByteUnsigned(mem, regs[i.rs] + i.immediate);
        }
      } else {
        switch (op) {
          case FastOp.CONSTANT -> {
            regs[i.rd] = i.immediate;
            left--;
          }
          case FastOp.ANDI -> regs[i.rd] = regs[i.rs] & i.immediate;
          case FastOp.LW -> regs[i.rd] = mem.get32(regs[i.rs] + i.immediate);
          case FastOp.SW -> mem.set32(regs[i.rs] + i.immediate, (int) regs[i.rt]);
          case FastOp.ADDU -> regs[i.rd] = (int) (regs[i.rs] + regs[i.rt]);
          case FastOp.ADDIU -> regs[i.rd] = (int) regs[i.rs] + i.immediate;
          case FastOp.NOP -> {}
          case FastOp.PRODUCT -> {
            long one = regs[i.rs];
            long other = regs[i.rt];
            regs[Registers.LO] = one * other;
            regs[Registers.HI] = WideMath.multiplyHigh(one, other);
            regs[i.rd] = regs[Registers.LO];
            regs[i.immediate] = regs[Registers.HI];
            left -= 2;
          }
          case FastOp.LWU -> regs[i.rd] = mem.get32(regs[i.rs] + i.immediate) & LOW_32;
          case FastOp.SB -> PartialWords.storeByte(mem, regs[i.rs] + i.immediate, regs[i.rt]);
          case FastOp.SLL -> regs[i.rd] = (int) regs[i.rt] << i.immediate;
          case FastOp.SRL -> regs[i.rd] = (int) regs[i.rt] >>> i.immediate;
          case FastOp.ORI -> regs[i.rd] = regs[i.rs] | i.immediate;
          case FastOp.NOR -> regs[i.rd] = ~(regs[i.rs] | regs[i.rt]);
          case FastOp.BNE -> {
            if (regs[i.rs] != regs[i.rt]) {
              left--;
              then = target(i);
              i = slot(i);
              continue;
            }
          }
          case FastOp.BEQ -> {
            if (regs[i.rs] == regs[i.rt]) {
              left--;
              then = target(i);
              i = slot(i);
              continue;
            }
          }
          case FastOp.JR_NOP -> {
            left -= 2;
            i = target(i, guest.after(regs[i.rs], 0));
            runs = left >= breakAt;
            continue;
          }
          case FastOp.JAL_NOP -> {
            left -= 2;
            regs[Registers.RA] = guest.after(i.pc, 8);
            i = target(i);
            runs = left >= breakAt;
            continue;
          }
          case FastOp.SLTI -> regs[i.rd] = regs[i.rs] < i.immediate ? 1 : 0;
          case FastOp.DSUBU -> regs[i.rd] = regs[i.rs] - regs[i.rt];
          case FastOp.XORI -> regs[i.rd] = regs[i.rs] ^ i.immediate;
          case FastOp.SUBU -> regs[i.rd] = (int) (regs[i.rs] - regs[i.rt]);
          case FastOp.SLTIU ->
              regs[i.rd] = regs[i.rs] + Long.MIN_VALUE < i.immediate + Long.MIN_VALUE ? 1 : 0;
          case FastOp.SLT -> regs[i.rd] = regs[i.rs] < regs[i.rt] ? 1 : 0;
          case FastOp.DSRA -> regs[i.rd] = regs[i.rt] >> i.immediate;
          case FastOp.LUI -> regs[i.rd] = i.immediate;
          case FastOp.J -> {
            left--;
            then = target(i);
            i = slot(i);
            continue;
          }
          case FastOp.JAL -> {
            left--;
            regs[Registers.RA] = guest.after(i.pc, 8);
            then = target(i);
            i = slot(i);
            continue;
          }
          case FastOp.JR -> {
            left--;
            then = target(i, guest.after(regs[i.rs], 0));
            i = slot(i);
            continue;
          }
          case FastOp.JALR -> {
            left--;
            long address = guest.after(regs[i.rs], 0);
            regs[i.rd] = guest.after(i.pc, 8);
            then = target(i, address);
            i = slot(i);
            continue;
          }
          case FastOp.JALR_NOP -> {
            left -= 2;
            long address = guest.after(regs[i.rs], 0);
            regs[i.rd] = guest.after(i.pc, 8);
            i = target(i, address);
            runs = left >= breakAt;
            continue;
          }
          case FastOp.J_NOP -> {
            left -= 2;
            i = target(i);
            runs = left >= breakAt;
            continue;
          }
          case FastOp.BLEZ -> {
            if (regs[i.rs] <= 0) {
              left--;
              then = target(i);
              i = slot(i);
              continue;
            }
          }
          case FastOp.BLEZ_NOP -> {
            left -= 2;
            if (regs[i.rs] <= 0) {
              i = target(i);
              runs = left >= breakAt;
            } else {
              i = i.next;
            }
            continue;
          }
          case FastOp.BGTZ -> {
            if (regs[i.rs] > 0) {
              left--;
              then = target(i);
              i = slot(i);
              continue;
            }
          }
          case FastOp.BGTZ_NOP -> {
            left -= 2;
            if (regs[i.rs] > 0) {
              i = target(i);
              runs = left >= breakAt;
            } else {
              i = i.next;
            }
            continue;
          }
          case FastOp.BLTZ -> {
            if (regs[i.rs] < 0) {
              left--;
              then = target(i);
              i = slot(i);
              continue;
            }
          }
          case FastOp.BLTZ_NOP -> {
            left -= 2;
            if (regs[i.rs] < 0) {
              i = target(i);
              runs = left >= breakAt;
            } else {
              i = i.next;
            }
            continue;
          }
          case FastOp.BGEZ -> {
            if (regs[i.rs] >= 0) {
              left--;
              then = target(i);
              i = slot(i);
              continue;
            }
          }
          case FastOp.BGEZ_NOP -> {
            left -= 2;
            if (regs[i.rs] >= 0) {
              i = target(i);
              runs = left >= breakAt;
            } else {
              i = i.next;
            }
            continue;
          }
          case FastOp.OTHER -> {
            if (!runOther(regs, i)) {
              runs = false;
              continue;
            }
          }
          case FastOp.GO -> {
            i = then;
            runs = left >= breakAt;
            continue;
          }
          case FastOp.UNDECODED -> {
            guest.decode(i);
            continue;
          }
          default -> {
            runs = false;
            continue;
          }
        }
      }
      left--;
      i = i.next;
    }
    thread.pc = i.op == FastOp.GO ? then.pc : i.pc;
    thread.nextPc = i.isSlot() ? then.pc : guest.after(thread.pc, 4);
    return left;
  }

  private static GuestInstruction slot(GuestInstruction jump) {
    GuestInstruction slot = jump.slot;
    if (slot == null) {
      throw new IllegalStateException("a jump without its delay slot");
    }
    return slot;
  }
}
