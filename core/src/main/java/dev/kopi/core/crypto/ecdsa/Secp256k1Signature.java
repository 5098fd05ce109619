package dev.kopi.core.crypto.ecdsa;

import dev.kopi.core.primitives.UInt256;

/**
 * An ECDSA signature with the recovery id.
 *
 * @param r the x coordinate of the nonce point, modulo n
 * @param s the proof
 * @param recoveryId bit 0: y of the nonce point is odd (the yParity of transactions); bit 1: its x
 *     was at least n, which is practically impossible
 */
public record Secp256k1Signature(UInt256 r, UInt256 s, int recoveryId) {
  /** r, s and one byte of recovery id: 65 bytes as JSON-RPC and gossip write signatures. */
  public byte[] toArray() {
    byte[] out = new byte[65];
    r.writeTo(out, 0);
    s.writeTo(out, 32);
    out[64] = (byte) recoveryId;
    return out;
  }
}
