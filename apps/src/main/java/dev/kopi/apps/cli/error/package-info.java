/** How commands fail: the exception with a message for the user, and what is printed for it. */
@NullMarked
package dev.kopi.apps.cli.error;

import org.jspecify.annotations.NullMarked;
