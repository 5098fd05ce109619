/** Whole rollups in one thread, on fakes and a clock that tests move. */
@NullMarked
package dev.kopi.tests.simulation;

import org.jspecify.annotations.NullMarked;
