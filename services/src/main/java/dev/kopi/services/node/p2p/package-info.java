/** The node among its peers: gossip of blocks, blocks on request, the RPC of the P2P network. */
@NullMarked
package dev.kopi.services.node.p2p;

import org.jspecify.annotations.NullMarked;
