package dev.kopi.core.cannon.machine;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;

/** What is outside of the machine: the pre-image oracle, and where output goes. */
public interface Host {
  /**
   * The value of a pre-image, without a length before it.
   *
   * @throws RuntimeException when there is none; the run ends
   */
  Bytes preimage(Hash key);

  /** The program says what pre-images it is going to ask for. */
  void hint(Bytes hint);

  /** The program writes to its standard output (1) or standard error (2). */
  void write(int fd, Bytes data);
}
