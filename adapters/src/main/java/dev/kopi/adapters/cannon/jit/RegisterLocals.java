package dev.kopi.adapters.cannon.jit;

import dev.kopi.core.cannon.code.Decoder;
import dev.kopi.core.cannon.code.HotRegion;
import dev.kopi.core.cannon.code.Op;
import dev.kopi.core.cannon.code.Registers;
import java.lang.classfile.CodeBuilder;
import java.util.BitSet;

/** The guest's registers as local variables of a method: loaded at its start, stored at its end. */
final class RegisterLocals {
  private static final int FIRST = 12;
  private static final int ARRAY = 1;

  private final CodeBuilder code;
  private final BitSet used = new BitSet();
  private final BitSet written = new BitSet();

  RegisterLocals(HotRegion region, CodeBuilder code) {
    this.code = code;
    for (HotRegion.Block block : region.blocks()) {
      block.instructions().forEach(this::count);
    }
    used.or(written);
    used.clear(0);
    used.clear(Registers.DROPPED);
    written.clear(0);
    written.clear(Registers.DROPPED);
  }

  private void count(long instruction) {
    int op = Decoder.op(instruction);
    used.set(Decoder.rs(instruction));
    used.set(Decoder.rt(instruction));
    written.set(Decoder.rd(instruction));
    if (op >= Op.MTHI && op <= Op.DDIVU) {
      written.set(Registers.HI);
      written.set(Registers.LO);
    }
  }

  private static int local(int register) {
    return FIRST + 2 * register;
  }

  void load() {
    used.stream()
        .forEach(register -> {
          code.aload(ARRAY).loadConstant(register).laload().lstore(local(register));
        });
  }

  void store() {
    written.stream()
        .forEach(register -> {
          code.aload(ARRAY).loadConstant(register).lload(local(register)).lastore();
        });
  }

  /** Pushes a register's value. */
  void push(int register) {
    if (register == 0) {
      code.lconst_0();
    } else {
      code.lload(local(register));
    }
  }

  /** Pushes the lower half of a register's value as an int. */
  void pushInt(int register) {
    if (register == 0) {
      code.iconst_0();
    } else {
      code.lload(local(register)).l2i();
    }
  }

  /** Pops a value into a register. */
  void pop(int register) {
    if (register == Registers.DROPPED || register == 0) {
      code.pop2();
    } else {
      code.lstore(local(register));
    }
  }
}
