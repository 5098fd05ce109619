/** Keys from mnemonics, and the TLS of clients. */
@NullMarked
package dev.kopi.adapters.keys;

import org.jspecify.annotations.NullMarked;
