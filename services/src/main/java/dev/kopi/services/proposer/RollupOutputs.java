package dev.kopi.services.proposer;

import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.SyncStatus;

/** The output roots of a rollup node behind its RPC. */
public record RollupOutputs(RollupClient node) implements ProposerPorts.OutputSource {
  @Override
  public SyncStatus syncStatus() {
    return node.syncStatus();
  }

  @Override
  public Hash outputRoot(long l2Block) {
    return node.outputAtBlock(l2Block).hash();
  }
}
