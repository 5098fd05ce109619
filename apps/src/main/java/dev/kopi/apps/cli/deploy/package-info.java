/** {@code kopi deploy}: puts a new rollup on a running L1. */
@NullMarked
package dev.kopi.apps.cli.deploy;

import org.jspecify.annotations.NullMarked;
