/**
 * What a rollup node knows: its configuration, the system configuration, references to L1 and L2
 * blocks.
 */
@NullMarked
package dev.kopi.core.rollup;

import org.jspecify.annotations.NullMarked;
