/** The contract of a dispute game as a model: moves, steps, resolution, bonds. */
@NullMarked
package dev.kopi.core.dispute.model;

import org.jspecify.annotations.NullMarked;
