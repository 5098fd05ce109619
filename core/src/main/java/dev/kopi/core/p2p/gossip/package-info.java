/** Gossipsub 1.1 and IDONTWANT of 1.2: whom to send what, decided without clock and network. */
@NullMarked
package dev.kopi.core.p2p.gossip;

import org.jspecify.annotations.NullMarked;
