/** {@code kopi derive}. */
@NullMarked
package dev.kopi.apps.cli.derive;

import org.jspecify.annotations.NullMarked;
