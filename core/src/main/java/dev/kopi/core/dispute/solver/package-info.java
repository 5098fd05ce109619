/** The honest actor of a dispute game, and the traces that it asks. */
@NullMarked
package dev.kopi.core.dispute.solver;

import org.jspecify.annotations.NullMarked;
