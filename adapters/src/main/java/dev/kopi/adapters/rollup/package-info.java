/** The client of a rollup node's RPC. */
@NullMarked
package dev.kopi.adapters.rollup;

import org.jspecify.annotations.NullMarked;
