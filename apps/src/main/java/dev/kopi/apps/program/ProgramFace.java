package dev.kopi.apps.program;

import dev.kopi.core.cannon.version.StateVersion;
import java.util.List;

/** The machines that the program is compiled for. */
public enum ProgramFace {
  /** 64-bit, multithreaded: live chains. */
  WIDE(
      "64",
      StateVersion.MULTI_THREADED_64_V5,
      "--target=mips64-unknown-linux-gnuabi64",
      "-march=mips64",
      "-mabi=64",
      "-Xclang",
      "-target-feature",
      "-Xclang",
      "+sym32"),
  /** 32-bit, single-threaded: the contract MIPS 1.1.0. Of the first instruction set only. */
  NARROW("32", StateVersion.SINGLE_THREADED, "--target=mips-unknown-linux-gnu", "-march=mips2");

  private final String bits;
  private final StateVersion version;
  private final List<String> options;

  ProgramFace(String bits, StateVersion version, String... options) {
    this.bits = bits;
    this.version = version;
    this.options = List.of(options);
  }

  /** The name of the program's file. */
  public String elfName() {
    return "program" + bits + ".elf";
  }

  /** The name of the file of the state before the first step. */
  public String prestateName() {
    return "prestate" + bits + ".bin.gz";
  }

  /** 64 or 32. */
  public String bits() {
    return bits;
  }

  /** The version of the state before the first step. */
  public StateVersion version() {
    return version;
  }

  /** What clang is told of the machine. */
  List<String> options() {
    return options;
  }
}
