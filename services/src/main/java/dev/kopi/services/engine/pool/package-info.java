/**
 * The transaction pool: validation, limits, blob sidecars, and the selection that the payload
 * builder takes.
 */
@NullMarked
package dev.kopi.services.engine.pool;

import org.jspecify.annotations.NullMarked;
