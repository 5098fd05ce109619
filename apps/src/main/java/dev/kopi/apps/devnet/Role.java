package dev.kopi.apps.devnet;

/** The parts of a devnet that can be left out, so that another program can take their place. */
public enum Role {
  SEQUENCER,
  VERIFIER,
  BATCHER,
  PROPOSER,
  /** Resolves dispute games whose clocks have run out. */
  KEEPER
}
