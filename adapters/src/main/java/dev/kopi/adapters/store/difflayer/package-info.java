/** Diff layers: what a block changed in state and tries, in memory. */
@NullMarked
package dev.kopi.adapters.store.difflayer;

import org.jspecify.annotations.NullMarked;
