/** {@code kopi evm}: runs EVM code, official tests, state transitions and stateless blocks. */
@NullMarked
package dev.kopi.apps.cli.evm;

import org.jspecify.annotations.NullMarked;
