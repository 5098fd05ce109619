/** Recorded runs of the fault-proof VM. */
@NullMarked
package dev.kopi.apps.conformance.cannon;

import org.jspecify.annotations.NullMarked;
