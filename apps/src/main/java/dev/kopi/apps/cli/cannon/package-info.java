/** {@code kopi cannon}: the fault-proof VM, with the options and files of the reference's tool. */
@NullMarked
package dev.kopi.apps.cli.cannon;

import org.jspecify.annotations.NullMarked;
