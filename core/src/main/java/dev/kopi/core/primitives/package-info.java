/** Immutable values such as hashes and addresses, and their codecs: hex and RLP. */
@NullMarked
package dev.kopi.core.primitives;

import org.jspecify.annotations.NullMarked;
