/** {@code kopi evm stateless}: L2 blocks executed over a witness. */
@NullMarked
package dev.kopi.apps.cli.evm.stateless;

import org.jspecify.annotations.NullMarked;
