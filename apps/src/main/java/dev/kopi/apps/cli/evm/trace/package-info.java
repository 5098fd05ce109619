/** EIP-3155 traces with the error texts of go-ethereum. */
@NullMarked
package dev.kopi.apps.cli.evm.trace;

import org.jspecify.annotations.NullMarked;
