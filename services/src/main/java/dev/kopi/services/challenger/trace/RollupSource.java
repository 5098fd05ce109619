package dev.kopi.services.challenger.trace;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.OutputRoot;

/**
 * What is right, as own nodes know it. All methods block, and throw {@link
 * dev.kopi.core.dispute.solver.TraceException} when they cannot tell.
 */
public interface RollupSource {
  /** What the output root at an L2 block is made of. */
  OutputRoot output(long l2Block);

  /** The number of the L2 block that is safe by the L1 blocks up to a number. */
  long safeHeadAt(long l1Block);

  /** The L1 block up to which derivation has come: what comes before it is derived. */
  long currentL1();

  /** The number of an L1 block. */
  long l1Number(Hash l1Block);

  /** The RLP of an L2 header. */
  Bytes l2Header(long l2Block);
}
