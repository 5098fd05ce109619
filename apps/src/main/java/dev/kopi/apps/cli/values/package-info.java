/**
 * The values of options: converters and ranges, applied while the command line is parsed. Each
 * error says what is allowed; the option and the value are added by {@code error.UsageReport}.
 */
@NullMarked
package dev.kopi.apps.cli.values;

import org.jspecify.annotations.NullMarked;
