/**
 * Puts a new rollup on an L1: the contracts as an ordered list of transactions, the genesis of L2,
 * and the configuration that its nodes agree on.
 */
@NullMarked
package dev.kopi.apps.deployer;

import org.jspecify.annotations.NullMarked;
