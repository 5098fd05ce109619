package dev.kopi.core.rollup;

/**
 * A fork that a rollup configuration schedules and that this version does not implement. A node
 * must stop before the first block of such a fork, since it would derive a different chain.
 *
 * @param name the fork's name in lower case, such as {@code lagoon}
 * @param activationSeconds the L2 block timestamp from which it is active
 */
public record UnsupportedFork(String name, long activationSeconds) {}
