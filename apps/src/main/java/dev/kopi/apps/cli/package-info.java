/** The command line: one class for each `kopi` command, its flags and environment names. */
@NullMarked
package dev.kopi.apps.cli;

import org.jspecify.annotations.NullMarked;
