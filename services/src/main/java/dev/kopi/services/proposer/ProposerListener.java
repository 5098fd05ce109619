package dev.kopi.services.proposer;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.core.primitives.Hash;

/** Is told what a proposer does: for logs, metrics and status lines. Called from its thread. */
public interface ProposerListener {
  /** Tells nobody. */
  ProposerListener NONE = new ProposerListener() {};

  /** A root is proposed, successfully or not as the transaction says. */
  default void onProposed(long l2Block, Hash root, MinedTransaction transaction) {}

  /** A source or a sink does not answer; it is tried again. */
  default void onProblem(String problem) {}
}
