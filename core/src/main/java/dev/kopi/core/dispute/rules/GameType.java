package dev.kopi.core.dispute.rules;

import org.jspecify.annotations.Nullable;

/**
 * The types of dispute games that have a name.
 *
 * @see <a
 *     href="https://specs.optimism.io/fault-proof/stage-one/dispute-game-interface.html">Dispute
 *     game interface</a>
 */
public enum GameType {
  /** Cannon with op-program. */
  CANNON(0, "cannon", Trace.MACHINE),
  /** Cannon, played by two accounts only. */
  PERMISSIONED(1, "permissioned", Trace.MACHINE),
  /** Asterisc with op-program. */
  ASTERISC(2, "asterisc", Trace.NONE),
  /** Asterisc with kona. */
  ASTERISC_KONA(3, "asterisc-kona", Trace.NONE),
  /** Cannon over super roots. */
  SUPER_CANNON(4, "super-cannon", Trace.NONE),
  /** Cannon over super roots, played by two accounts only. */
  SUPER_PERMISSIONED(5, "super-permissioned", Trace.NONE),
  /** A validity proof by OP Succinct. */
  OP_SUCCINCT(6, "op-succinct", Trace.NONE),
  /** Asterisc with kona over super roots. */
  SUPER_ASTERISC_KONA(7, "super-asterisc-kona", Trace.NONE),
  /** Cannon with kona. */
  CANNON_KONA(8, "cannon-kona", Trace.MACHINE),
  /** Cannon with kona over super roots. */
  SUPER_CANNON_KONA(9, "super-cannon-kona", Trace.NONE),
  /** Validity proofs. */
  ZK(10, "zk", Trace.NONE),
  /** The alphabet with short clocks, for tests. */
  FAST(254, "fast", Trace.ALPHABET),
  /** The alphabet, for tests. */
  ALPHABET(255, "alphabet", Trace.ALPHABET);

  /** What is disputed below the outputs. */
  public enum Trace {
    /** The states of the fault-proof VM. */
    MACHINE,
    /** The letters of the alphabet. */
    ALPHABET,
    /** Something that Kopi does not compute. */
    NONE
  }

  private final long number;
  private final String text;
  private final Trace trace;

  GameType(long number, String text, Trace trace) {
    this.number = number;
    this.text = text;
    this.trace = trace;
  }

  /** The number by which the factory knows it. */
  public long number() {
    return number;
  }

  /** The name that op-challenger gives it. */
  public String text() {
    return text;
  }

  /** What is disputed below the outputs. */
  public Trace trace() {
    return trace;
  }

  /** The type with a number; null for one without a name. */
  public static @Nullable GameType of(long number) {
    for (GameType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    return null;
  }

  /** The type with a name; null when there is none. */
  public static @Nullable GameType named(String text) {
    for (GameType type : values()) {
      if (type.text.equals(text)) {
        return type;
      }
    }
    return null;
  }
}
