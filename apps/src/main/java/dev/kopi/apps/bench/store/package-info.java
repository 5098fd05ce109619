/** The chain that the store is measured with: made here, by seed, so that anyone can repeat it. */
@NullMarked
package dev.kopi.apps.bench.store;

import org.jspecify.annotations.NullMarked;
