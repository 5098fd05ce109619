/** The contracts of the OP Stack by their ABI: reads, and calls to be sent. */
@NullMarked
package dev.kopi.adapters.contracts;

import org.jspecify.annotations.NullMarked;
