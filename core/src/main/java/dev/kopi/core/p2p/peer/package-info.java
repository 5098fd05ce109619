/** Who a peer is: its public key and the id made of it. */
@NullMarked
package dev.kopi.core.p2p.peer;

import org.jspecify.annotations.NullMarked;
