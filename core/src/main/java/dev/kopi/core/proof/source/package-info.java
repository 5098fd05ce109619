/** L1 and L2 as derivation and execution read them, over the pre-image oracle. */
@NullMarked
package dev.kopi.core.proof.source;

import org.jspecify.annotations.NullMarked;
