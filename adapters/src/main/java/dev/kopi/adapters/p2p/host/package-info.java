/** A libp2p host: connections, streams, identify, ping. */
@NullMarked
package dev.kopi.adapters.p2p.host;

import org.jspecify.annotations.NullMarked;
