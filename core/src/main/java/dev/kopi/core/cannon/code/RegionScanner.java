package dev.kopi.core.cannon.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the code that is reachable from an address, nearest first, up to a size. Branches that were
 * never taken lead out of it.
 */
final class RegionScanner {
  private final GuestCode code;
  private final boolean wide;
  private final int most;
  private final Map<Long, Long> reached = new HashMap<>();
  private final Set<Long> leaders = new LinkedHashSet<>();
  private final Deque<Long> queue = new ArrayDeque<>();

  RegionScanner(GuestCode code, boolean wide, int most) {
    this.code = code;
    this.wide = wide;
    this.most = most;
  }

  /** The region of an entry, or null when nothing can be compiled there. */
  @Nullable HotRegion scan(long entry) {
    lead(entry);
    for (Long at = queue.poll(); at != null && reached.size() < most; at = queue.poll()) {
      walk(at);
    }
    List<HotRegion.Block> blocks = new ArrayList<>();
    for (long leader : leaders) {
      HotRegion.Block block = block(leader);
      if (block != null) {
        blocks.add(block);
      }
    }
    if (blocks.isEmpty() || blocks.getFirst().address() != entry) {
      return null;
    }
    return new HotRegion(entry, wide, code.generation(), blocks);
  }

  private void lead(long address) {
    if (leaders.add(address)) {
      queue.add(address);
    }
  }

  /** Where code goes on that has run before. */
  private void follow(long address) {
    if (code.hasRun(address)) {
      lead(address);
    }
  }

  private void walk(long from) {
    for (long pc = from; !reached.containsKey(pc) && reached.size() < most; pc = after(pc, 4)) {
      if (!code.mayCompile(pc)) {
        return;
      }
      long instruction = code.decoded(pc);
      int op = Decoder.op(instruction);
      if (Op.isControl(op)) {
        if (isCompiledControl(op) && fitsSlot(after(pc, 4))) {
          reached.put(pc, instruction);
          successors(pc, instruction, op);
        }
        return;
      }
      if (!PlainOperations.contains(op)) {
        return;
      }
      reached.put(pc, instruction);
    }
  }

  private static boolean isCompiledControl(int op) {
    return op != Op.BLTZAL && op != Op.BGEZAL;
  }

  /** Whether an instruction can run in a delay slot, where the machine cannot stop. */
  private boolean fitsSlot(long pc) {
    if (!code.mayCompile(pc)) {
      return false;
    }
    int op = Decoder.op(code.decoded(pc));
    return PlainOperations.contains(op) && !Op.divides(op);
  }

  private long slot(long pc) {
    return code.decoded(after(pc, 4));
  }

  private long after(long pc, int bytes) {
    return wide ? pc + bytes : (int) (pc + bytes);
  }

  private void successors(long pc, long instruction, int op) {
    if (op == Op.J || op == Op.JAL) {
      follow(jumpTarget(wide, pc, instruction));
    } else if (op != Op.JR && op != Op.JALR) {
      follow(after(pc, 8));
      if (op != Op.BRANCH_NEVER) {
        follow(branchTarget(wide, pc, instruction));
      }
      return;
    }
    if (op == Op.JAL || op == Op.JALR) {
      follow(after(pc, 8));
    }
  }

  /** The address to which a direct jump goes. */
  static long jumpTarget(boolean wide, long pc, long instruction) {
    long next = wide ? pc + 4 : (int) (pc + 4);
    long target = next & 0xfffffffff0000000L | Decoder.immediate(instruction) & 0xffffffffL;
    return wide ? target : (int) target;
  }

  /** The address to which a branch goes when it is taken. */
  static long branchTarget(boolean wide, long pc, long instruction) {
    long target = pc + 4 + Decoder.immediate(instruction);
    return wide ? target : (int) target;
  }

  private HotRegion.@Nullable Block block(long leader) {
    List<Long> instructions = new ArrayList<>();
    long pc = leader;
    for (Long instruction = reached.get(pc); instruction != null; instruction = reached.get(pc)) {
      instructions.add(instruction);
      if (Op.isControl(Decoder.op(instruction))) {
        instructions.add(slot(pc));
        break;
      }
      pc = after(pc, 4);
      if (leaders.contains(pc)) {
        break;
      }
    }
    return instructions.isEmpty() ? null : new HotRegion.Block(leader, instructions);
  }
}
