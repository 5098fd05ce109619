/**
 * The payload builder: from payload attributes to a block of forced transactions and the best of
 * the pool.
 */
@NullMarked
package dev.kopi.services.engine.payload;

import org.jspecify.annotations.NullMarked;
