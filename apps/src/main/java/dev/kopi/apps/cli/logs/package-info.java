/** The layout and level of the log on stderr. */
@NullMarked
package dev.kopi.apps.cli.logs;

import org.jspecify.annotations.NullMarked;
