/**
 * {@code kopi devnet}: an L1 and a whole rollup on it in one process, of the same services that an
 * operator runs one by one.
 */
@NullMarked
package dev.kopi.apps.devnet;

import org.jspecify.annotations.NullMarked;
