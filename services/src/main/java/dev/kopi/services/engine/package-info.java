/**
 * The execution engine: the chain with its labels, the payload builder, the transaction pool, and
 * the Engine API that a node drives it by. One thread writes the chain; everybody reads the store.
 */
@NullMarked
package dev.kopi.services.engine;

import org.jspecify.annotations.NullMarked;
