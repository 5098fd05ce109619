package dev.kopi.services.node.p2p;

import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.p2p.block.BlockSignatures;
import dev.kopi.core.primitives.UInt256;

/** Signs the blocks of a sequencer. */
@FunctionalInterface
public interface BlockSigner {
  /**
   * Signs a message in place: see {@link BlockSignatures}. May wait, with a deadline.
   *
   * @throws dev.kopi.core.derivation.TemporaryException when there is no signature now
   */
  void sign(byte[] message, UInt256 chainId, Secp256k1 curve);

  /** Signs by a key in memory. */
  static BlockSigner of(PrivateKey key) {
    return (message, chainId, curve) -> BlockSignatures.sign(message, chainId, key, curve);
  }
}
