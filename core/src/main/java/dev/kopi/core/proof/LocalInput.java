package dev.kopi.core.proof;

import dev.kopi.core.proof.preimage.PreimageKey;

/**
 * The local inputs of a run. On L1 a dispute game gives the first five; configurations are for runs
 * off L1, of a program without the chain's configuration.
 */
public enum LocalInput {
  L1_HEAD(1),
  AGREED_OUTPUT_ROOT(2),
  CLAIM(3),
  CLAIM_BLOCK_NUMBER(4),
  CHAIN_ID(5),
  L2_CHAIN_CONFIG(6),
  ROLLUP_CONFIG(7),
  DEPENDENCY_SET(8),
  L1_CHAIN_CONFIG(9);

  private final PreimageKey key;

  LocalInput(long ident) {
    this.key = PreimageKey.local(ident);
  }

  /** The key to read it by. */
  public PreimageKey key() {
    return key;
  }
}
