/** {@code kopi evm t8n}: one state transition, as with the tool of go-ethereum. */
@NullMarked
package dev.kopi.apps.cli.evm.transition;

import org.jspecify.annotations.NullMarked;
