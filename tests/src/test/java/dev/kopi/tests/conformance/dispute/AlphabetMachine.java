package dev.kopi.tests.conformance.dispute;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.dispute.model.LocalData;
import dev.kopi.core.dispute.model.StepMachine;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/** What the contract AlphabetVM does: it counts, and every state is invalid. */
final class AlphabetMachine implements StepMachine {
  static final Bytes ABSOLUTE_PRESTATE = UInt256.of(0x60).toHash().toBytes();
  static final Hash ABSOLUTE_PRESTATE_CLAIM = claim(ABSOLUTE_PRESTATE);

  /** The state after the step with an index, for a disputed block. */
  static Bytes state(long block, long index) {
    long first = (block - 1) << 4;
    return state(UInt256.of(first + index), UInt256.of(0x60 + first + index));
  }

  private static Bytes state(UInt256 index, UInt256 letter) {
    return Bytes.concat(index.toHash().toBytes(), letter.toHash().toBytes());
  }

  static Hash claim(Bytes state) {
    byte[] hash = Keccak256.hash(state).toArray();
    hash[0] = 1;
    return Hash.of(hash);
  }

  @Override
  public @Nullable Hash step(Bytes state, Bytes proof, Hash context, LocalData local) {
    if (state.equals(ABSOLUTE_PRESTATE)) {
      Hash part = local.part(LocalData.DISPUTED_BLOCK, context, 0);
      return part == null ? null : claim(state(part.word(1) & 0xffff_ffffL, 0));
    }
    if (state.size() < 64) {
      return null;
    }
    UInt256 index = UInt256.fromBytes(state.slice(0, 32).toArray());
    UInt256 letter = UInt256.fromBytes(state.slice(32, 64).toArray());
    if (index.equals(UInt256.MAX) || letter.equals(UInt256.MAX)) {
      return null;
    }
    return claim(state(index.add(UInt256.ONE), letter.add(UInt256.ONE)));
  }
}
