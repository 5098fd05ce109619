/**
 * Clients of the L1 execution and beacon nodes for a rollup node. Responses are verified against
 * hashes and kept in bounded caches.
 */
@NullMarked
package dev.kopi.adapters.l1;

import org.jspecify.annotations.NullMarked;
