/** Recorded decisions of the reference's honest actor in dispute games. */
@NullMarked
package dev.kopi.apps.conformance.solver;

import org.jspecify.annotations.NullMarked;
