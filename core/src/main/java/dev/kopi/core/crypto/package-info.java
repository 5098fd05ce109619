/** Hash functions, signatures and curves: portable Java, or a port that a native adapter fills. */
@NullMarked
package dev.kopi.core.crypto;

import org.jspecify.annotations.NullMarked;
