/** The stream multiplexer yamux. */
@NullMarked
package dev.kopi.adapters.p2p.yamux;

import org.jspecify.annotations.NullMarked;
