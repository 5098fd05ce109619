/** How fast channels are decoded and a whole chain is derived. */
@NullMarked
package dev.kopi.apps.bench.derivation;

import org.jspecify.annotations.NullMarked;
