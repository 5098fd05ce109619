/** Gossip over the streams of a host. */
@NullMarked
package dev.kopi.adapters.p2p.gossip;

import org.jspecify.annotations.NullMarked;
