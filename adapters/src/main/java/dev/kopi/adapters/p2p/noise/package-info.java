/** The Noise handshake of libp2p and the encrypted channel. */
@NullMarked
package dev.kopi.adapters.p2p.noise;

import org.jspecify.annotations.NullMarked;
