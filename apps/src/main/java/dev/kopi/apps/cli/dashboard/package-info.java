/** {@code kopi dashboard}. */
@NullMarked
package dev.kopi.apps.cli.dashboard;

import org.jspecify.annotations.NullMarked;
