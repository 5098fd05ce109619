/** Blocks, receipts, the canonical chain and its transaction and log indexes in the database. */
@NullMarked
package dev.kopi.adapters.store.chain;

import org.jspecify.annotations.NullMarked;
