package dev.kopi.services.proposer;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.core.primitives.Hash;

/**
 * Receives the progress of a proposer, for logs, metrics and status lines. Called from its thread.
 */
public interface ProposerListener {
  /** Ignores all reports. */
  ProposerListener NONE = new ProposerListener() {};

  /** A proposal was mined; the transaction holds its success. */
  default void onProposed(long l2Block, Hash root, MinedTransaction transaction) {}

  /** A call to a node failed; it is retried. */
  default void onProblem(String problem) {}
}
