/**
 * L1 as a rollup node reads it: its execution node and its beacon node. Everything is checked
 * against hashes before it is believed, and kept in bounded caches.
 */
@NullMarked
package dev.kopi.adapters.l1;

import org.jspecify.annotations.NullMarked;
