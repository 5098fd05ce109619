/** Bindings of the contracts of dispute games: state at one L1 block in batches, and calls. */
@NullMarked
package dev.kopi.adapters.contracts.dispute;

import org.jspecify.annotations.NullMarked;
