/** L2 as a rollup node reads it from its engine. */
@NullMarked
package dev.kopi.adapters.l2;

import org.jspecify.annotations.NullMarked;
