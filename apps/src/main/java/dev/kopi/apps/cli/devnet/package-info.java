/** {@code kopi devnet} and {@code kopi devnet status}. */
@NullMarked
package dev.kopi.apps.cli.devnet;

import org.jspecify.annotations.NullMarked;
