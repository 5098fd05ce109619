/** A rollup node's RPC as typed calls. */
@NullMarked
package dev.kopi.adapters.rollup;

import org.jspecify.annotations.NullMarked;
