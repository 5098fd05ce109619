/**
 * The chain store over a key-value database. {@link dev.kopi.adapters.store.LayeredChainStore}
 * explains the layout.
 */
@NullMarked
package dev.kopi.adapters.store;

import org.jspecify.annotations.NullMarked;
