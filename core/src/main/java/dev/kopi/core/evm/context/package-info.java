/** The block and the transaction that a call runs in. */
@NullMarked
package dev.kopi.core.evm.context;

import org.jspecify.annotations.NullMarked;
