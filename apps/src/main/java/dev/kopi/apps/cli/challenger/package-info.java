/** {@code kopi challenger}: the role, and commands that act on single games. */
@NullMarked
package dev.kopi.apps.cli.challenger;

import org.jspecify.annotations.NullMarked;
