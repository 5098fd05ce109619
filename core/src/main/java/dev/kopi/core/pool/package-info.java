/**
 * The transaction pool: admission, replacement, eviction and ordering. Decisions only; state and
 * signatures are validated before.
 */
@NullMarked
package dev.kopi.core.pool;

import org.jspecify.annotations.NullMarked;
