package dev.kopi.core.p2p.peer;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;

/**
 * The id of a peer: a multihash. For the keys that are accepted it is the identity hash and holds
 * the key itself.
 *
 * @param multihash the bytes
 */
public record PeerId(Bytes multihash) implements Comparable<PeerId> {
  private static final int MAX_BYTES = 64;

  /** Checks the length. */
  public PeerId {
    if (multihash.size() < 2 || multihash.size() > MAX_BYTES) {
      throw new DecodeException("peer id: " + multihash.size() + " bytes");
    }
  }

  /** The id of a key. */
  public static PeerId of(PeerKey key) {
    Bytes encoded = key.encode();
    return new PeerId(Bytes.concat(Bytes.wrap(new byte[] {0, (byte) encoded.size()}), encoded));
  }

  /**
   * Reads base58.
   *
   * @throws DecodeException when it is malformed
   */
  public static PeerId parse(String text) {
    return new PeerId(Base58.decode(text));
  }

  /** The key, when the id holds it. */
  public PeerKey key() {
    if (multihash.get(0) != 0 || multihash.get(1) != multihash.size() - 2) {
      throw new DecodeException("peer id: does not hold a key");
    }
    return PeerKey.decode(multihash.slice(2, multihash.size()));
  }

  @Override
  public int compareTo(PeerId other) {
    return multihash.compareTo(other.multihash);
  }

  /** Base58. */
  @Override
  public String toString() {
    return Base58.encode(multihash);
  }
}
