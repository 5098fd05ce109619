/** The claims of a dispute game: positions, clocks, and the tree that they form. */
@NullMarked
package dev.kopi.core.dispute.claim;

import org.jspecify.annotations.NullMarked;
