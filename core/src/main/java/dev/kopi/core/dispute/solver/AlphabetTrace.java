package dev.kopi.core.dispute.solver;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/**
 * The trace of the contract AlphabetVM: each state is a count and a letter, and each step goes on
 * to the next of both.
 *
 * @param firstBlock the L2 block before the disputed one
 * @param depth the trace has 2^depth states
 */
public record AlphabetTrace(long firstBlock, int depth) implements TraceProvider {
  private static final UInt256 BEFORE_A = UInt256.of(0x60);
  private static final int STATES_PER_BLOCK_BITS = 4;
  private static final int LOCAL_KEY_TYPE = 1;
  private static final int DISPUTED_BLOCK = 4;
  private static final byte INVALID = 1;

  /** The state before the first step. */
  public static Bytes absolutePrestate() {
    return BEFORE_A.toHash().toBytes();
  }

  @Override
  public Hash value(Position position) {
    return commitment(state(position.traceIndex(depth)));
  }

  @Override
  public StepData step(Position position) {
    UInt256 index = position.traceIndex(depth);
    byte[] key = new byte[32];
    key[0] = LOCAL_KEY_TYPE;
    key[31] = DISPUTED_BLOCK;
    byte[] block = new byte[16];
    block[7] = 8;
    UInt256.of(firstBlock + 1).toHash().toBytes().copyTo(24, block, 8, 8);
    StepData.PreimagePart part = new StepData.PreimagePart(Bytes.wrap(key), Bytes.wrap(block), 0);
    // Only the first step reads it.
    return index.isZero()
        ? new StepData(absolutePrestate(), Bytes.EMPTY, part)
        : new StepData(state(index.subtract(UInt256.ONE)), Bytes.EMPTY, null);
  }

  private Bytes state(UInt256 index) {
    UInt256 count = UInt256.of(firstBlock << STATES_PER_BLOCK_BITS).add(index);
    byte[] words = new byte[64];
    count.writeTo(words, 0);
    BEFORE_A.add(count).writeTo(words, 32);
    return Bytes.wrap(words);
  }

  /** The machine never ends well, whatever is claimed. */
  private static Hash commitment(Bytes state) {
    byte[] hash = Keccak256.hash(state.toArray()).toArray();
    hash[0] = INVALID;
    return Hash.of(hash);
  }
}
