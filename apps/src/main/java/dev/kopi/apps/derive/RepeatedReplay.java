package dev.kopi.apps.derive;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Replays a recording again and again, with everything that it needs in memory. */
public final class RepeatedReplay {
  private final Recording recording;
  private final Genesis genesis;
  private final List<RecordedL1Block> l1 = new ArrayList<>();
  private final Crypto crypto = NativeCrypto.create();
  private final ExecutionResources resources = ExecutionResources.of(crypto);
  private final Bytes dictionary = BrotliDictionary.load();

  /** Reads all of a recording that crosses no fork with upgrade transactions. */
  public RepeatedReplay(Recording recording) throws IOException {
    this.recording = recording;
    this.genesis = recording.l2Genesis();
    for (String file : recording.order()) {
      l1.add(recording.l1(file));
    }
  }

  /** How many L2 blocks a replay derives. */
  public long blocks() {
    return recording.finalSafe().number() - recording.genesis().block().number();
  }

  /**
   * Derives, executes and hashes all blocks.
   *
   * @throws IllegalStateException when the last one is not the recorded one
   */
  public void run() {
    DerivationReplay replay =
        new DerivationReplay(
            recording,
            new RecordedL1(RecordedL1.BlobOrder.RECORDER),
            new L2Chain(),
            new ExecutingBuilder(genesis, resources),
            UpgradeTransactions.unknown(),
            crypto.secp256k1(),
            dictionary);
    l1.forEach(replay::show);
    if (!replay.safe().id().equals(recording.finalSafe())) {
      throw new IllegalStateException("the replay ended at " + replay.safe().id());
    }
  }
}
