/** The tools around execution: `kopi evm` and its test runners. */
@NullMarked
package dev.kopi.apps.cli.evm;

import org.jspecify.annotations.NullMarked;
