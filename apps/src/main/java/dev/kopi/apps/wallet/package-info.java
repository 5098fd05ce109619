/** Sends transactions of one key and waits for them: for commands, not for services. */
@NullMarked
package dev.kopi.apps.wallet;

import org.jspecify.annotations.NullMarked;
