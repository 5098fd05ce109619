/**
 * A whole rollup of real services on real ports, in which parts are killed, L1 is reorganised and
 * bad input comes in from every side.
 */
@NullMarked
package dev.kopi.tests.system;

import org.jspecify.annotations.NullMarked;
