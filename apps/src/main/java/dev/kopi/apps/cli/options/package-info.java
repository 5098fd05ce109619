/**
 * Options that several commands share, with the names and environment variables of the reference.
 */
@NullMarked
package dev.kopi.apps.cli.options;

import org.jspecify.annotations.NullMarked;
