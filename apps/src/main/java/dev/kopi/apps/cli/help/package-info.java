/** The usage help of commands: defaults and environment variables are added to each option. */
@NullMarked
package dev.kopi.apps.cli.help;

import org.jspecify.annotations.NullMarked;
