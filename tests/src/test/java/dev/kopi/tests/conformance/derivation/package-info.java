/** The recorded rollup chains and batches, replayed by Kopi's derivation. */
@NullMarked
package dev.kopi.tests.conformance.derivation;

import org.jspecify.annotations.NullMarked;
