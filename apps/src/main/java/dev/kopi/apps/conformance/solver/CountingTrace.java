package dev.kopi.apps.conformance.solver;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.solver.StepData;
import dev.kopi.core.dispute.solver.TraceProvider;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Arrays;

/** The trace of deep games: each state is its index, as 32 bytes. */
record CountingTrace(int depth) implements TraceProvider {
  private static final byte INVALID = 1;

  @Override
  public Hash value(Position position) {
    byte[] hash = Keccak256.hash(state(position.traceIndex(depth))).toArray();
    hash[0] = INVALID;
    return Hash.of(hash);
  }

  @Override
  public StepData step(Position position) {
    UInt256 index = position.indexAtDepth();
    if (index.isZero()) {
      byte[] absolutePrestate = new byte[32];
      Arrays.fill(absolutePrestate, (byte) 0xff);
      return new StepData(Bytes.wrap(absolutePrestate), Bytes.fromHex("ab"), null);
    }
    return new StepData(state(index.subtract(UInt256.ONE)), Bytes.fromHex("cd"), null);
  }

  private static Bytes state(UInt256 index) {
    return index.toHash().toBytes();
  }
}
