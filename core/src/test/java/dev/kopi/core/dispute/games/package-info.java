/** Whole games of the honest actor against adversaries, on the model of the contract. */
@NullMarked
package dev.kopi.core.dispute.games;

import org.jspecify.annotations.NullMarked;
