/** Dispute games against recordings of the reference and against the contracts. */
@NullMarked
package dev.kopi.tests.conformance.dispute;

import org.jspecify.annotations.NullMarked;
