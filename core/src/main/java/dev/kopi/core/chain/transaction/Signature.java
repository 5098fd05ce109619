package dev.kopi.core.chain.transaction;

import dev.kopi.core.primitives.UInt256;

/**
 * A signature as it stands on the wire. Whether it is valid shows when the sender is recovered.
 *
 * @param v the parity of y (typed transactions), or 27/28, or 35/36 + 2 × chain id (legacy
 *     transactions)
 * @param r the x coordinate
 * @param s the proof
 */
public record Signature(UInt256 v, UInt256 r, UInt256 s) {}
