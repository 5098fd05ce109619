package dev.kopi.adapters.cannon.jit;

import static java.lang.constant.ConstantDescs.CD_long;

import dev.kopi.core.cannon.code.BlockRun;
import dev.kopi.core.cannon.code.Decoder;
import dev.kopi.core.cannon.code.HotRegion;
import dev.kopi.core.cannon.code.Op;
import dev.kopi.core.cannon.code.Registers;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the method of a region: each block takes its steps off the budget and leaves when too few
 * are left; all ways out go to one end, which stores the registers.
 */
final class RegionWriter {
  private static final int RUN = 3;
  private static final int BUDGET = 4;
  private static final int LEFT = 6;
  private static final int START = 7;
  private static final int NEXT = 8;
  private static final int TAKEN = 10;

  /** Return addresses that a return is compared with before it leaves the region. */
  private static final int MOST_RETURNS = 3;

  /** A way out: steps to give back, and where to go on. */
  private record Exit(int steps, long address) {}

  private final HotRegion region;
  private final CodeBuilder code;
  private final RegisterLocals registers;
  private final InstructionWriter instructions;
  private final Map<Long, Label> labels = new HashMap<>();
  private final Map<Exit, Label> exits = new LinkedHashMap<>();
  private final List<Long> returns = new ArrayList<>();
  private final Label end;

  RegionWriter(HotRegion region, CodeBuilder code) {
    this.region = region;
    this.code = code;
    this.registers = new RegisterLocals(region, code);
    this.instructions = new InstructionWriter(code, registers);
    this.end = code.newLabel();
    region.blocks().forEach(block -> labels.put(block.address(), code.newLabel()));
    for (HotRegion.Block block : region.blocks()) {
      if (block.endsWithControl()
          && isCall(Decoder.op(control(block)))
          && labels.containsKey(block.end())
          && returns.size() < MOST_RETURNS) {
        returns.add(block.end());
      }
    }
  }

  private static boolean isCall(int op) {
    return op == Op.JAL || op == Op.JALR;
  }

  private static long control(HotRegion.Block block) {
    return block.instructions().get(block.instructions().size() - 2);
  }

  void write() {
    code.lload(BUDGET).loadConstant((long) Integer.MAX_VALUE);
    code.invokestatic(
        Math.class.describeConstable().orElseThrow(),
        "min",
        MethodTypeDesc.of(CD_long, CD_long, CD_long));
    code.l2i().dup().istore(LEFT).istore(START);
    registers.load();
    for (int i = 0; i < region.blocks().size(); i++) {
      HotRegion.Block block = region.blocks().get(i);
      long following =
          i + 1 < region.blocks().size() ? region.blocks().get(i + 1).address() : block.address();
      write(block, following);
    }
    exits.forEach((exit, label) -> {
      code.labelBinding(label);
      if (exit.steps() > 0) {
        code.iinc(LEFT, exit.steps());
      }
      code.loadConstant(exit.address()).lstore(NEXT).goto_(end);
    });
    code.labelBinding(end);
    registers.store();
    code.aload(RUN).iload(START).iload(LEFT).isub().i2l();
    code.putfield(BlockRun.class.describeConstable().orElseThrow(), "steps", CD_long);
    code.lload(NEXT).lreturn();
  }

  private Label exit(int steps, long address) {
    return exits.computeIfAbsent(new Exit(steps, address), key -> code.newLabel());
  }

  /** Where a jump inside of the region or out of it goes. */
  private Label to(long address) {
    Label label = labels.get(address);
    return label == null ? exit(0, address) : label;
  }

  private void write(HotRegion.Block block, long following) {
    List<Long> list = block.instructions();
    int steps = list.size();
    code.labelBinding(labels.get(block.address()));
    code.iinc(LEFT, -steps).iload(LEFT).iflt(exit(steps, block.address()));
    int plain = block.endsWithControl() ? steps - 2 : steps;
    for (int i = 0; i < plain; i++) {
      long pc = block.address() + 4L * i;
      if (InstructionWriter.mayDivideByZero(list.get(i))) {
        instructions.pushIsZero(list.get(i));
        code.ifeq(exit(steps - i, pc));
      }
      if (instructions.write(list.get(i))) {
        code.ifne(exit(steps - i - 1, narrow(pc + 4)));
      }
    }
    if (block.endsWithControl()) {
      control(block, control(block), list.getLast());
    } else if (narrow(block.end()) != following || !labels.containsKey(following)) {
      code.goto_(to(narrow(block.end())));
    }
  }

  private long narrow(long address) {
    return region.wide() ? address : (int) address;
  }

  private void control(HotRegion.Block block, long control, long slot) {
    long pc = block.end() - 8;
    int op = Decoder.op(control);
    switch (op) {
      case Op.J, Op.JAL -> {
        long next = narrow(pc + 4);
        long target = narrow(next & 0xfffffffff0000000L | Decoder.immediate(control) & 0xffffffffL);
        if (op == Op.JAL) {
          link(Registers.RA, pc);
        }
        if (instructions.write(slot)) {
          code.ifne(exit(0, target));
        }
        code.goto_(to(target));
      }
      case Op.JR, Op.JALR -> {
        registers.push(Decoder.rs(control));
        code.lstore(NEXT);
        if (op == Op.JALR) {
          link(Decoder.rd(control), pc);
        }
        if (instructions.write(slot)) {
          code.ifne(end);
        }
        if (op == Op.JR && Decoder.rs(control) == Registers.RA) {
          for (long address : returns) {
            code.lload(NEXT).loadConstant(address).lcmp().ifeq(labels.get(address));
          }
        }
        code.goto_(end);
      }
      default -> branch(pc, control, slot);
    }
  }

  private void link(int register, long pc) {
    code.loadConstant(narrow(pc + 8));
    registers.pop(register);
  }

  private void branch(long pc, long branch, long slot) {
    long taken = narrow(pc + 4 + Decoder.immediate(branch));
    long not = narrow(pc + 8);
    int op = Decoder.op(branch);
    if (op == Op.BRANCH_NEVER) {
      if (instructions.write(slot)) {
        code.ifne(exit(0, not));
      }
      code.goto_(to(not));
      return;
    }
    int rd = Decoder.rd(slot);
    boolean disturbs = rd != 0 && (rd == Decoder.rs(branch) || rd == Decoder.rt(branch));
    if (disturbs || Op.isStore(Decoder.op(slot))) {
      Label yes = code.newLabel();
      Label known = code.newLabel();
      compare(op, branch, yes);
      code.iconst_0().istore(TAKEN).goto_(known);
      code.labelBinding(yes);
      code.iconst_1().istore(TAKEN);
      code.labelBinding(known);
      if (instructions.write(slot)) {
        Label on = code.newLabel();
        code.ifeq(on);
        code.iload(TAKEN).ifne(exit(0, taken)).goto_(exit(0, not));
        code.labelBinding(on);
      }
      code.iload(TAKEN).ifne(to(taken));
    } else {
      instructions.write(slot);
      compare(op, branch, to(taken));
    }
    code.goto_(to(not));
  }

  private void compare(int op, long branch, Label taken) {
    registers.push(Decoder.rs(branch));
    registers.push(op == Op.BEQ || op == Op.BNE ? Decoder.rt(branch) : 0);
    code.lcmp();
    switch (op) {
      case Op.BEQ -> code.ifeq(taken);
      case Op.BNE -> code.ifne(taken);
      case Op.BLEZ -> code.ifle(taken);
      case Op.BGTZ -> code.ifgt(taken);
      case Op.BLTZ -> code.iflt(taken);
      default -> code.ifge(taken);
    }
  }
}
