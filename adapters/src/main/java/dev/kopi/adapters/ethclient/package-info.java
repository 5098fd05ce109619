/** A typed client of an execution node's {@code eth} methods. */
@NullMarked
package dev.kopi.adapters.ethclient;

import org.jspecify.annotations.NullMarked;
