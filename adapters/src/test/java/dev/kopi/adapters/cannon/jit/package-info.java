/** Compiled guest code against the interpreter. */
@NullMarked
package dev.kopi.adapters.cannon.jit;

import org.jspecify.annotations.NullMarked;
