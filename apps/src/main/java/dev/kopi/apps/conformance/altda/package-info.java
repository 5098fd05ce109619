/** Replays recorded commitments and challenges of alternative data availability. */
@NullMarked
package dev.kopi.apps.conformance.altda;

import org.jspecify.annotations.NullMarked;
