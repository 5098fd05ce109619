package dev.kopi.adapters.evm;

/** A word at compile time: four limbs, the most significant first. */
record Word(Limb w0, Limb w1, Limb w2, Limb w3) {
  /** The word that lies at a position of the machine's stack. */
  static Word stacked(int position) {
    return new Word(
        new Limb.Stacked(position, 0),
        new Limb.Stacked(position, 1),
        new Limb.Stacked(position, 2),
        new Limb.Stacked(position, 3));
  }

  /** A word of at most 64 bits. */
  static Word small(Limb low) {
    return new Word(Limb.ZERO, Limb.ZERO, Limb.ZERO, low);
  }

  /** A known word of at most 64 bits. */
  static Word constant(long low) {
    return small(new Limb.Constant(low));
  }

  /** A limb, 0 being the most significant. */
  Limb limb(int index) {
    return switch (index) {
      case 0 -> w0;
      case 1 -> w1;
      case 2 -> w2;
      default -> w3;
    };
  }

  /** Whether all limbs but the lowest are known to be zero. */
  boolean isSmall() {
    return w0.isZero() && w1.isZero() && w2.isZero();
  }

  /** The word's value when it is known and at most 64 bits, else −1. */
  long smallConstant() {
    return isSmall() && w3 instanceof Limb.Constant(long value) ? value : -1;
  }
}
