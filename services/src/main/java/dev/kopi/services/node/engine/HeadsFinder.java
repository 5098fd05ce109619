package dev.kopi.services.node.engine;

/** Finds the L2 heads to start derivation from, at start and after a reset. */
@FunctionalInterface
public interface HeadsFinder {
  /**
   * The heads that are consistent with both the engine and L1.
   *
   * @throws dev.kopi.core.derivation.DerivationException when they cannot be found
   */
  L2Heads find();
}
