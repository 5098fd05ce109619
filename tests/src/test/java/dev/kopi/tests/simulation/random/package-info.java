/**
 * A whole rollup on one thread under a fake clock: all decisions of chance come from a seed, so a
 * failing run replays exactly.
 */
@NullMarked
package dev.kopi.tests.simulation.random;

import org.jspecify.annotations.NullMarked;
