package dev.kopi.core.cannon.version;

/** The revisions of the 32-bit contract, where they differ from each other. */
public enum MipsContract {
  /** srav does not mask its amount, and mmap has no bound. */
  V1_0_1,
  /** As the reference's VM. */
  V1_1_0
}
