/** Hash functions in portable Java, and the port for SHA-256. */
@NullMarked
package dev.kopi.core.crypto.hash;

import org.jspecify.annotations.NullMarked;
