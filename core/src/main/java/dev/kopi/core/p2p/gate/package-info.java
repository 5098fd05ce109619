/** Which connections come about, and how much a peer may ask for. */
@NullMarked
package dev.kopi.core.p2p.gate;

import org.jspecify.annotations.NullMarked;
