/** Recorded commitments and challenges of alternative data availability. */
@NullMarked
package dev.kopi.tests.conformance.altda;

import org.jspecify.annotations.NullMarked;
