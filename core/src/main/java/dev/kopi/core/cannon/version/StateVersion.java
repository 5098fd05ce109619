package dev.kopi.core.cannon.version;

import dev.kopi.core.cannon.code.MipsFeatures;
import dev.kopi.core.primitives.DecodeException;

/** The versions of the machine, by the first byte of its state files. */
public enum StateVersion {
  /** 32-bit single-threaded, contract MIPS 1.x. */
  SINGLE_THREADED("singlethreaded", 32, true),
  /** 32-bit multithreaded, first revision. */
  MULTI_THREADED("multithreaded", 32, false),
  /** As version 0, with fcntl(F_GETFD). */
  SINGLE_THREADED_2("singlethreaded-2", 32, true),
  /** 64-bit multithreaded, first revision. */
  MULTI_THREADED_64("multithreaded64", 64, false),
  /** 64-bit multithreaded, second revision. */
  MULTI_THREADED_64_V2("multithreaded64-2", 64, false),
  /** 32-bit multithreaded, second revision. */
  MULTI_THREADED_V2("multithreaded-2", 32, false),
  /** Simpler futex. */
  MULTI_THREADED_64_V3("multithreaded64-3", 64, true),
  /** eventfd2, mprotect as a no-op, dclo and dclz. */
  MULTI_THREADED_64_V4("multithreaded64-4", 64, true),
  /** A getrandom that works. */
  MULTI_THREADED_64_V5("multithreaded64-5", 64, true);

  private final String label;
  private final int wordBits;
  private final boolean supported;

  StateVersion(String label, int wordBits, boolean supported) {
    this.label = label;
    this.wordBits = wordBits;
    this.supported = supported;
  }

  /**
   * The version with a number.
   *
   * @throws DecodeException when there is none, or when it is not supported
   */
  public static StateVersion of(int number) {
    if (number < 0 || number >= values().length) {
      throw new DecodeException("unknown state version " + number);
    }
    StateVersion version = values()[number];
    if (!version.supported) {
      throw new DecodeException(
          "state version " + number + " (" + version.label + ") is not supported");
    }
    return version;
  }

  /** The number in state files. */
  public int number() {
    return ordinal();
  }

  /** The name that the reference's command line uses. */
  public String label() {
    return label;
  }

  /** Whether Kopi runs it. */
  public boolean isSupported() {
    return supported;
  }

  /** Whether registers and addresses have 64 bits, and there are threads. */
  public boolean is64() {
    return wordBits == 64;
  }

  /** 32 or 64. */
  public int wordBits() {
    return wordBits;
  }

  /** Bytes of a register: 4 or 8. */
  public int wordBytes() {
    return wordBits / 8;
  }

  /** What the instructions of the version do, as a contract has them. */
  public MipsFeatures instructions(MipsContract contract) {
    return new MipsFeatures(
        is64(), atLeast(MULTI_THREADED_64_V4), is64() || contract != MipsContract.V1_0_1);
  }

  /** Whether this version is another one or a later one. */
  public boolean atLeast(StateVersion other) {
    return compareTo(other) >= 0;
  }
}
