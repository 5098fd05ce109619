/** The Engine API between a rollup node and its execution engine, as values and one port. */
@NullMarked
package dev.kopi.core.engineapi;

import org.jspecify.annotations.NullMarked;
