/** Bindings of the OP Stack's contracts: reads, and calls to be sent. */
@NullMarked
package dev.kopi.adapters.contracts;

import org.jspecify.annotations.NullMarked;
