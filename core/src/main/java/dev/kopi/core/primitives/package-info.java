/** Immutable values that everything else is made of, and the codecs that carry them: hex, RLP. */
@NullMarked
package dev.kopi.core.primitives;

import org.jspecify.annotations.NullMarked;
