/** {@code kopi bench}. */
@NullMarked
package dev.kopi.apps.cli.bench;

import org.jspecify.annotations.NullMarked;
