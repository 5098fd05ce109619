/** Byte channels between peers: the port of the transport, TCP, and in memory. */
@NullMarked
package dev.kopi.adapters.p2p.wire;

import org.jspecify.annotations.NullMarked;
