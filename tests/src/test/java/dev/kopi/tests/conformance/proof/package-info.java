/** The fault-proof program over recorded chains. */
@NullMarked
package dev.kopi.tests.conformance.proof;

import org.jspecify.annotations.NullMarked;
