package dev.kopi.apps.derive;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.Genesis;
import dev.kopi.core.primitives.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Replays a recording again and again, with everything that it needs in memory. */
public final class ReplaySpeed {
  private final Recording recording;
  private final Genesis genesis;
  private final List<RecordedL1Block> l1 = new ArrayList<>();
  private final Crypto crypto = NativeCrypto.create();
  private final Bytes dictionary = BrotliDictionary.load();

  /** Reads all of a recording that crosses no fork with upgrade transactions. */
  public ReplaySpeed(Recording recording) throws IOException {
    this.recording = recording;
    this.genesis = recording.l2Genesis();
    for (String file : recording.order()) {
      l1.add(recording.l1(file));
    }
  }

  /** How the speed of a piece of work is measured. */
  public interface Clock {
    /** How many items a second it handles. */
    double perSecond(long items, int warmUp, int rounds, Runnable work);
  }

  /** How many L2 blocks are derived, executed and hashed in a second. */
  public double perSecond(int rounds, Clock clock) {
    ExecutingBuilder builder = new ExecutingBuilder(genesis, ExecutionResources.of(crypto));
    long blocks = recording.finalSafe().number() - recording.genesis().block().number();
    return clock.perSecond(blocks, rounds, rounds, () -> replay(builder));
  }

  private void replay(ExecutingBuilder builder) {
    Replay replay =
        new Replay(
            recording,
            new L2Chain(),
            builder,
            UpgradeTransactions.unknown(),
            crypto.secp256k1(),
            dictionary);
    l1.forEach(replay::show);
    if (!replay.safe().id().equals(recording.finalSafe())) {
      throw new IllegalStateException("the replay ended at " + replay.safe().id());
    }
  }
}
