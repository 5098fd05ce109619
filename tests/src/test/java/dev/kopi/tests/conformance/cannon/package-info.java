/** Recorded runs of the reference's fault-proof VM. */
@NullMarked
package dev.kopi.tests.conformance.cannon;

import org.jspecify.annotations.NullMarked;
