/** The client of the L2 execution engine for a rollup node. */
@NullMarked
package dev.kopi.adapters.l2;

import org.jspecify.annotations.NullMarked;
