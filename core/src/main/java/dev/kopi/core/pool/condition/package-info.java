/** Conditions on the state that a sender attaches to a transaction. */
@NullMarked
package dev.kopi.core.pool.condition;

import org.jspecify.annotations.NullMarked;
