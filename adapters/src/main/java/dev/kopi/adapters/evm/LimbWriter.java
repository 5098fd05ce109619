package dev.kopi.adapters.evm;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.kopi.core.evm.CompiledOperations;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;

/** Writes bytecode that computes limbs. Constants are folded. */
final class LimbWriter {
  static final ClassDesc OPERATIONS = CompiledOperations.class.describeConstable().orElseThrow();
  static final ClassDesc INT = CD_int;
  static final ClassDesc LONG = CD_long;
  static final ClassDesc LONGS = CD_long.arrayType();

  // The local variables of a compiled method.
  static final int EVM = 0;
  static final int FRAME = 1;
  static final int STACK = 2;
  static final int BLOCKS = 3;
  static final int BLOCK = 4;
  static final int SP = 5;
  static final int GAS = 6;
  static final int BASE = 8;
  static final int FLOOR = 9;
  private static final int FIRST_FREE = 11;

  final CodeBuilder code;
  private final Map<Limb.Stacked, Limb.Local> loaded = new HashMap<>();
  private int nextSlot = FIRST_FREE;

  LimbWriter(CodeBuilder code) {
    this.code = code;
  }

  /** Calls one of {@link CompiledOperations}. */
  void call(String name, MethodTypeDesc type) {
    code.invokestatic(OPERATIONS, name, type);
  }

  private void call(String name, int longs) {
    ClassDesc[] parameters = new ClassDesc[longs];
    java.util.Arrays.fill(parameters, CD_long);
    call(name, MethodTypeDesc.of(CD_long, parameters));
  }

  /** Pops a long off the JVM's stack into a new local variable. */
  Limb store() {
    int slot = nextSlot;
    nextSlot += 2;
    code.lstore(slot);
    return new Limb.Local(slot);
  }

  /** A new local variable for an int. */
  int newInt() {
    return nextSlot++;
  }

  /** Puts the machine's stack array and the index of a long in it on the JVM's stack. */
  void address(int position, int index) {
    code.aload(STACK);
    index(4 * position + index);
  }

  /** Puts the index of a long, counted from the stack's end at the segment's start. */
  void index(int offset) {
    code.iload(SP);
    if (offset != 0) {
      code.loadConstant(offset).iadd();
    }
  }

  /** Puts a limb on the JVM's stack. */
  void push(Limb limb) {
    switch (limb) {
      case Limb.Constant(long value) -> code.loadConstant(value);
      case Limb.Local(int slot) -> code.lload(slot);
      case Limb.Stacked stacked -> code.lload(load(stacked).slot());
    }
  }

  /** The limb in a local variable, unless it is a constant. */
  Limb settled(Limb limb) {
    return limb instanceof Limb.Stacked stacked ? load(stacked) : limb;
  }

  private Limb.Local load(Limb.Stacked stacked) {
    Limb.Local local = loaded.get(stacked);
    if (local == null) {
      address(stacked.position(), stacked.index());
      code.laload();
      int slot = nextSlot;
      nextSlot += 2;
      code.lstore(slot);
      local = new Limb.Local(slot);
      loaded.put(stacked, local);
    }
    return local;
  }

  /** Drops cached loads from positions in a range that is written to. */
  void forget(int from, int to) {
    loaded.keySet().removeIf(stacked -> stacked.position() >= from && stacked.position() < to);
  }

  // Operations on limbs.

  Limb and(Limb a, Limb b) {
    if (a.isZero() || b.isZero()) {
      return Limb.ZERO;
    }
    if (a instanceof Limb.Constant(long x)) {
      if (b instanceof Limb.Constant(long y)) {
        return new Limb.Constant(x & y);
      }
      if (x == -1) {
        return b;
      }
    }
    if (b instanceof Limb.Constant(long y) && y == -1) {
      return a;
    }
    push(a);
    push(b);
    code.land();
    return store();
  }

  Limb or(Limb a, Limb b) {
    if (a.isZero()) {
      return b;
    }
    if (b.isZero()) {
      return a;
    }
    if (a instanceof Limb.Constant(long x) && b instanceof Limb.Constant(long y)) {
      return new Limb.Constant(x | y);
    }
    push(a);
    push(b);
    code.lor();
    return store();
  }

  Limb xor(Limb a, Limb b) {
    if (a.isZero()) {
      return b;
    }
    if (b.isZero()) {
      return a;
    }
    if (a instanceof Limb.Constant(long x) && b instanceof Limb.Constant(long y)) {
      return new Limb.Constant(x ^ y);
    }
    push(a);
    push(b);
    code.lxor();
    return store();
  }

  Limb not(Limb a) {
    return xor(a, new Limb.Constant(-1));
  }

  /** a + b, for sums that do not overflow or whose carry is not needed. */
  Limb plus(Limb a, Limb b) {
    if (a.isZero()) {
      return b;
    }
    if (b.isZero()) {
      return a;
    }
    if (a instanceof Limb.Constant(long x) && b instanceof Limb.Constant(long y)) {
      return new Limb.Constant(x + y);
    }
    push(a);
    push(b);
    code.ladd();
    return store();
  }

  /** a − b. */
  Limb minus(Limb a, Limb b) {
    if (b.isZero()) {
      return a;
    }
    if (a instanceof Limb.Constant(long x) && b instanceof Limb.Constant(long y)) {
      return new Limb.Constant(x - y);
    }
    push(a);
    push(b);
    code.lsub();
    return store();
  }

  /** The low 64 bits of a product. */
  Limb times(Limb a, Limb b) {
    if (a instanceof Limb.Constant(long x) && b instanceof Limb.Constant(long y)) {
      return new Limb.Constant(x * y);
    }
    push(a);
    push(b);
    code.lmul();
    return store();
  }

  /** The high 64 bits of a product. */
  Limb timesHigh(Limb a, Limb b) {
    push(a);
    push(b);
    call("multiplyHigh", 2);
    return store();
  }

  /** 1 when a is below b, unsigned. */
  Limb below(Limb a, Limb b) {
    if (b.isZero()) {
      return Limb.ZERO;
    }
    if (a instanceof Limb.Constant(long x) && b instanceof Limb.Constant(long y)) {
      return new Limb.Constant(CompiledOperations.below(x, y));
    }
    push(a);
    push(b);
    call("below", 2);
    return store();
  }

  /** 1 when word a is below word b. */
  Limb below(Word a, Word b, boolean signed) {
    if (!signed && a.isSmall() && b.isSmall()) {
      return below(a.w3(), b.w3());
    }
    push(a);
    push(b);
    call(signed ? "signedBelow" : "below", 8);
    return store();
  }

  /** Puts a word's four limbs on the JVM's stack. */
  void push(Word word) {
    for (int i = 0; i < 4; i++) {
      push(word.limb(i));
    }
  }

  Limb carry(Limb a, Limb b, Limb sum) {
    return ofThree("carry", a, b, sum);
  }

  Limb borrow(Limb a, Limb b, Limb difference) {
    return ofThree("borrow", a, b, difference);
  }

  private Limb ofThree(String name, Limb a, Limb b, Limb c) {
    push(a);
    push(b);
    push(c);
    call(name, 3);
    return store();
  }

  /** 1 for zero. */
  Limb isZero(Limb a) {
    if (a instanceof Limb.Constant(long value)) {
      return new Limb.Constant(value == 0 ? 1 : 0);
    }
    push(a);
    call("isZero", 1);
    return store();
  }

  /** Shifted left, by less than 64. */
  Limb left(Limb a, int by) {
    if (by == 0 || a.isZero()) {
      return a;
    }
    if (a instanceof Limb.Constant(long x)) {
      return new Limb.Constant(x << by);
    }
    push(a);
    code.loadConstant(by).lshl();
    return store();
  }

  /** Shifted right, by less than 64. */
  Limb right(Limb a, int by) {
    if (by == 0 || a.isZero()) {
      return a;
    }
    if (a instanceof Limb.Constant(long x)) {
      return new Limb.Constant(x >>> by);
    }
    push(a);
    code.loadConstant(by).lushr();
    return store();
  }

  /** Shifted right with its sign, by less than 64. */
  Limb signedRight(Limb a, int by) {
    if (by == 0) {
      return a;
    }
    if (a instanceof Limb.Constant(long x)) {
      return new Limb.Constant(x >> by);
    }
    push(a);
    code.loadConstant(by).lshr();
    return store();
  }

  /** The bitwise OR of all limbs but the lowest: zero when the word fits 64 bits. */
  Limb high(Word word) {
    return or(or(word.w0(), word.w1()), word.w2());
  }

  /** Puts an int on the JVM's stack: the low half of a limb. */
  void pushInt(Limb limb) {
    if (limb instanceof Limb.Constant(long value)) {
      code.loadConstant((int) value);
    } else {
      push(limb);
      code.l2i();
    }
  }

  /** Loads an int constant. */
  void pushInt(int value) {
    code.loadConstant(value);
  }

  static MethodTypeDesc type(ClassDesc result, ClassDesc... parameters) {
    return MethodTypeDesc.of(result, parameters);
  }

  /** As {@link #type}, for operations that return the gas left. */
  static MethodTypeDesc gasType(ClassDesc... parameters) {
    return MethodTypeDesc.of(CD_long, parameters);
  }
}
