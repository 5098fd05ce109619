package dev.kopi.services.node;

/** Finds the blocks to start from when a node starts or has to start over. */
@FunctionalInterface
public interface HeadsFinder {
  /**
   * The heads that fit both what the engine has and what L1 has.
   *
   * @throws dev.kopi.core.derivation.DerivationException when they cannot be found
   */
  Heads find();
}
