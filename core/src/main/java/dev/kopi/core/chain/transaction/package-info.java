/**
 * Transactions of every type, deposits included, with their binary encoding and the sidecars of
 * blob transactions.
 */
@NullMarked
package dev.kopi.core.chain.transaction;

import org.jspecify.annotations.NullMarked;
