/** {@code kopi evm blocktest}: the official blockchain tests, on a chain in memory. */
@NullMarked
package dev.kopi.apps.cli.evm.blocktest;

import org.jspecify.annotations.NullMarked;
