/**
 * Random programs, transactions and blocks from seeds, run by Kopi's tiers and by reference
 * programs beside it: all must agree.
 */
@NullMarked
package dev.kopi.tests.fuzz;

import org.jspecify.annotations.NullMarked;
