/** Attacks on a running devnet, and what honest callers notice of them. */
@NullMarked
package dev.kopi.apps.bench.hostile;

import org.jspecify.annotations.NullMarked;
