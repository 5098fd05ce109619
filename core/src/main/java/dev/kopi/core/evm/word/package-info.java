/** Arithmetic on 256-bit words that lie as four longs each in the EVM stack. */
@NullMarked
package dev.kopi.core.evm.word;

import org.jspecify.annotations.NullMarked;
