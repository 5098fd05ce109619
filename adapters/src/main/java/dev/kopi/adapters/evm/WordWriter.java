package dev.kopi.adapters.evm;

import org.jspecify.annotations.Nullable;

/** Writes bytecode for operations on whole words; {@code a} was on top. */
final class WordWriter {
  private final LimbWriter limbs;

  WordWriter(LimbWriter limbs) {
    this.limbs = limbs;
  }

  private static Word of(Limb[] limbs) {
    return new Word(limbs[0], limbs[1], limbs[2], limbs[3]);
  }

  Word and(Word a, Word b) {
    Limb[] r = new Limb[4];
    for (int i = 0; i < 4; i++) {
      r[i] = limbs.and(a.limb(i), b.limb(i));
    }
    return of(r);
  }

  Word or(Word a, Word b) {
    Limb[] r = new Limb[4];
    for (int i = 0; i < 4; i++) {
      r[i] = limbs.or(a.limb(i), b.limb(i));
    }
    return of(r);
  }

  Word xor(Word a, Word b) {
    Limb[] r = new Limb[4];
    for (int i = 0; i < 4; i++) {
      r[i] = limbs.xor(a.limb(i), b.limb(i));
    }
    return of(r);
  }

  Word not(Word a) {
    Limb[] r = new Limb[4];
    for (int i = 0; i < 4; i++) {
      r[i] = limbs.not(a.limb(i));
    }
    return of(r);
  }

  Word add(Word a, Word b) {
    Limb[] r = new Limb[4];
    Limb carry = Limb.ZERO;
    for (int i = 3; i >= 0; i--) {
      Limb x = a.limb(i);
      Limb y = b.limb(i);
      boolean wanted = i > 0;
      if (x.isZero()) {
        x = y;
        y = Limb.ZERO;
      }
      if (y.isZero()) {
        // One of the limbs alone: it carries only when all its bits are set.
        r[i] = limbs.plus(x, carry);
        carry = wanted && !x.isZero() && !carry.isZero() ? limbs.below(r[i], carry) : Limb.ZERO;
      } else {
        Limb sum = limbs.plus(x, y);
        r[i] = limbs.plus(sum, carry);
        if (wanted) {
          carry = carry.isZero() ? limbs.below(sum, x) : limbs.carry(x, y, r[i]);
        }
      }
    }
    return of(r);
  }

  Word subtract(Word a, Word b) {
    Limb[] r = new Limb[4];
    Limb borrow = Limb.ZERO;
    for (int i = 3; i >= 0; i--) {
      Limb x = a.limb(i);
      Limb y = b.limb(i);
      boolean wanted = i > 0;
      if (y.isZero()) {
        r[i] = limbs.minus(x, borrow);
        borrow = wanted ? limbs.below(x, borrow) : Limb.ZERO;
      } else {
        r[i] = limbs.minus(limbs.minus(x, y), borrow);
        if (wanted) {
          borrow = borrow.isZero() ? limbs.below(x, y) : limbs.borrow(x, y, r[i]);
        }
      }
    }
    return of(r);
  }

  /** Column by column; what is known to be zero is left out. */
  Word multiply(Word a, Word b) {
    Limb[] r = {Limb.ZERO, Limb.ZERO, Limb.ZERO, Limb.ZERO};
    for (int column = 3; column >= 0; column--) {
      for (int i = 3; i >= column; i--) {
        Limb x = a.limb(i);
        Limb y = b.limb(column + 3 - i);
        if (x.isZero() || y.isZero()) {
          continue;
        }
        Limb low = limbs.times(x, y);
        Limb sum = limbs.plus(r[column], low);
        if (column > 0) {
          // The high half plus one does not overflow.
          Limb high = limbs.timesHigh(x, y);
          if (!r[column].isZero()) {
            high = limbs.plus(high, limbs.below(sum, low));
          }
          Limb next = limbs.plus(r[column - 1], high);
          if (column > 1 && !r[column - 1].isZero()) {
            r[column - 2] = limbs.plus(r[column - 2], limbs.below(next, high));
          }
          r[column - 1] = next;
        }
        r[column] = sum;
      }
    }
    return of(r);
  }

  Word equal(Word a, Word b) {
    Limb difference = Limb.ZERO;
    for (int i = 0; i < 4; i++) {
      difference = limbs.or(difference, limbs.xor(a.limb(i), b.limb(i)));
    }
    return Word.small(limbs.isZero(difference));
  }

  Word isZero(Word a) {
    return Word.small(limbs.isZero(limbs.or(limbs.high(a), a.w3())));
  }

  /** SHL by a known number of bits. */
  Word shiftLeft(Word word, int by) {
    Limb[] r = new Limb[4];
    int bits = by & 63;
    for (int i = 0; i < 4; i++) {
      int from = i + (by >>> 6);
      Limb upper = from < 4 ? word.limb(from) : Limb.ZERO;
      Limb lower = from + 1 < 4 ? word.limb(from + 1) : Limb.ZERO;
      r[i] = bits == 0 ? upper : limbs.or(limbs.left(upper, bits), limbs.right(lower, 64 - bits));
    }
    return of(r);
  }

  /** SHR or SAR by a known number of bits. */
  Word shiftRight(Word word, int by, boolean signed) {
    Limb[] r = new Limb[4];
    int bits = by & 63;
    Limb sign = signed ? limbs.signedRight(word.w0(), 63) : Limb.ZERO;
    for (int i = 0; i < 4; i++) {
      int from = i - (by >>> 6);
      Limb lower = from >= 0 ? word.limb(from) : sign;
      Limb upper = from >= 1 ? word.limb(from - 1) : sign;
      r[i] = bits == 0 ? lower : limbs.or(limbs.right(lower, bits), limbs.left(upper, 64 - bits));
    }
    return of(r);
  }

  /** BYTE at a known place. */
  Word byteAt(Word word, int index) {
    Limb shifted = limbs.right(word.limb(index >>> 3), 56 - 8 * (index & 7));
    return Word.small(limbs.and(shifted, new Limb.Constant(0xff)));
  }

  /** SIGNEXTEND from a known byte. */
  Word signExtend(Word word, int index) {
    int bit = 8 * index + 7;
    int at = 3 - (bit >>> 6);
    int shift = 63 - (bit & 63);
    Limb extended = limbs.signedRight(limbs.left(word.limb(at), shift), shift);
    Limb fill = limbs.signedRight(extended, 63);
    Limb[] r = new Limb[4];
    for (int i = 0; i < 4; i++) {
      r[i] = i < at ? fill : i == at ? extended : word.limb(i);
    }
    return of(r);
  }

  /**
   * Operations whose first operand, when it is known, decides how they are written.
   *
   * @return null when it is not known
   */
  @Nullable Word byKnown(Word a, Word b, Shift shift) {
    long by = a.smallConstant();
    if (by < 0 || by > 255) {
      return null;
    }
    return switch (shift) {
      case LEFT -> shiftLeft(b, (int) by);
      case RIGHT -> shiftRight(b, (int) by, false);
      case SIGNED_RIGHT -> shiftRight(b, (int) by, true);
      case BYTE -> by < 32 ? byteAt(b, (int) by) : null;
      case SIGN_EXTEND -> by < 31 ? signExtend(b, (int) by) : null;
    };
  }

  /** Operations that {@link #byKnown} writes. */
  enum Shift {
    LEFT,
    RIGHT,
    SIGNED_RIGHT,
    BYTE,
    SIGN_EXTEND
  }
}
