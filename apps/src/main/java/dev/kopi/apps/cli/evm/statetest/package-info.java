/** {@code kopi evm statetest}: the official state tests. */
@NullMarked
package dev.kopi.apps.cli.evm.statetest;

import org.jspecify.annotations.NullMarked;
