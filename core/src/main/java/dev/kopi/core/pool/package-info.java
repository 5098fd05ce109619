/**
 * The transactions that wait for a block: which are kept, which give way, and in which order they
 * are tried. Decisions only; state and signatures are judged before.
 */
@NullMarked
package dev.kopi.core.pool;

import org.jspecify.annotations.NullMarked;
