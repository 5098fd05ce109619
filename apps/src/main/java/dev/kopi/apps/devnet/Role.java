package dev.kopi.apps.devnet;

/** The parts of a devnet that can be left out, so that another program can take their place. */
public enum Role {
  SEQUENCER,
  VERIFIER,
  BATCHER,
  /** Gossip of blocks between sequencer and verifier. */
  P2P,
  PROPOSER,
  /** Resolves dispute games whose clocks have run out, where there is no challenger. */
  KEEPER,
  /** Plays dispute games for the truth, and resolves them. */
  CHALLENGER
}
