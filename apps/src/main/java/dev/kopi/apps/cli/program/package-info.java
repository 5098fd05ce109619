/** {@code kopi program}. */
@NullMarked
package dev.kopi.apps.cli.program;

import org.jspecify.annotations.NullMarked;
