/** The process of a command: signals, and the data directories that it holds. */
@NullMarked
package dev.kopi.apps.cli.process;

import org.jspecify.annotations.NullMarked;
