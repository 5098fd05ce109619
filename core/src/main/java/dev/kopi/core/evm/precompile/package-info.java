/** The contracts that are built into the EVM, and which of them each fork has. */
@NullMarked
package dev.kopi.core.evm.precompile;

import org.jspecify.annotations.NullMarked;
