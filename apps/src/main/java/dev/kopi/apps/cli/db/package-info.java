/** {@code kopi db}, {@code import} and {@code export}: tools for the database of an engine. */
@NullMarked
package dev.kopi.apps.cli.db;

import org.jspecify.annotations.NullMarked;
