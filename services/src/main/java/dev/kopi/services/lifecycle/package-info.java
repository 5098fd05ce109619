/** Threads of services: supervised loops, mailboxes, and the health of a role. */
@NullMarked
package dev.kopi.services.lifecycle;

import org.jspecify.annotations.NullMarked;
