/** Runners over the official test vectors. Each counts its cases; one that finds none fails. */
@NullMarked
package dev.kopi.tests.conformance;

import org.jspecify.annotations.NullMarked;
