/**
 * The execution engine: the Engine API over one chain. One thread writes the chain; readers go to
 * the store.
 */
@NullMarked
package dev.kopi.services.engine;

import org.jspecify.annotations.NullMarked;
