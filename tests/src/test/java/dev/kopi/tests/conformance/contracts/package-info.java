/** Kopi's own contracts, compared with those of recorded chains and with core's rules. */
@NullMarked
package dev.kopi.tests.conformance.contracts;

import org.jspecify.annotations.NullMarked;
