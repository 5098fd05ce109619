/** The pre-image oracle: keys, hints, and the port through which a program reads. */
@NullMarked
package dev.kopi.core.proof.preimage;

import org.jspecify.annotations.NullMarked;
