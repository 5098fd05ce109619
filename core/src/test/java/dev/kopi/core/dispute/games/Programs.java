package dev.kopi.core.dispute.games;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.model.LocalData;
import dev.kopi.core.dispute.model.StepMachine;
import dev.kopi.core.dispute.rules.LocalContext;
import dev.kopi.core.dispute.solver.StepData;
import dev.kopi.core.dispute.solver.TraceProvider;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A machine and the programs that run on it, one for each pair of outputs. A state holds the
 * program, a counter and a status; when it has ended, it steps to itself.
 */
final class Programs implements StepMachine {
  static final Bytes ABSOLUTE_PRESTATE = Bytes.wrap(new byte[] {0x60});
  static final Hash ABSOLUTE_PRESTATE_CLAIM = commitment(ABSOLUTE_PRESTATE, 3);

  private static final int VALID = 0;
  private static final int INVALID = 1;
  private static final int UNFINISHED = 3;

  private final int depth;
  private final Predicate<LocalContext> valid;
  private final Map<Hash, Boolean> verdicts = new HashMap<>();

  /**
   * The programs.
   *
   * @param depth an execution has 2^depth states
   * @param valid whether the disputed output follows from the starting one
   */
  Programs(int depth, Predicate<LocalContext> valid) {
    this.depth = depth;
    this.valid = valid;
  }

  /** Makes a program known to the machine; answers its trace. */
  TraceProvider of(LocalContext outputs) {
    Hash program = outputs.hash();
    verdicts.computeIfAbsent(program, hash -> valid.test(outputs));
    return new TraceProvider() {
      @Override
      public Hash value(Position position) {
        return claim(state(program, position.traceIndex(depth).toLongExact()));
      }

      @Override
      public StepData step(Position position) {
        long index = position.indexAtDepth().toLongExact();
        Bytes before = index == 0 ? ABSOLUTE_PRESTATE : state(program, index - 1);
        return new StepData(before, Bytes.EMPTY, null);
      }
    };
  }

  @Override
  public @Nullable Hash step(Bytes state, Bytes proof, Hash context, LocalData local) {
    if (state.equals(ABSOLUTE_PRESTATE)) {
      return claim(state(context, 0));
    }
    if (state.size() != 41) {
      return null;
    }
    Hash program = Hash.of(state.slice(0, 32));
    long at = UInt256.fromBytes(state.slice(32, 40).toArray()).toLongExact();
    return verdicts.containsKey(program) ? claim(state(program, at + 1)) : null;
  }

  private long length(Hash program) {
    return 1 + Long.remainderUnsigned(program.word(3), 1L << depth);
  }

  private Bytes state(Hash program, long index) {
    long last = length(program) - 1;
    byte[] state = new byte[41];
    program.writeTo(state, 0);
    for (int i = 0; i < 8; i++) {
      state[32 + i] = (byte) (Math.min(index, last) >>> (56 - 8 * i));
    }
    boolean ended = index >= last;
    state[40] = (byte) (ended ? verdict(program) : UNFINISHED);
    return Bytes.wrap(state);
  }

  private int verdict(Hash program) {
    return verdicts.getOrDefault(program, false) ? VALID : INVALID;
  }

  private static Hash claim(Bytes state) {
    return commitment(state, state.get(40));
  }

  private static Hash commitment(Bytes state, int status) {
    byte[] hash = Keccak256.hash(state).toArray();
    hash[0] = (byte) status;
    return Hash.of(hash);
  }
}
