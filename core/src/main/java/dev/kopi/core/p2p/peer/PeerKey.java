package dev.kopi.core.p2p.peer;

import dev.kopi.core.p2p.protobuf.ProtoReader;
import dev.kopi.core.p2p.protobuf.ProtoWriter;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;

/**
 * The public key of a peer.
 *
 * @param type the kind of key
 * @param key its bytes: 33 of a compressed point of secp256k1, or 32 of Ed25519
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">Peer ids</a>
 */
public record PeerKey(Type type, Bytes key) {
  /** The kinds of keys that are accepted. */
  public enum Type {
    ED25519(1, 32),
    SECP256K1(2, 33);

    private final int code;
    private final int bytes;

    Type(int code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }
  }

  private static final int TYPE = 1;
  private static final int DATA = 2;

  /** Checks the length. */
  public PeerKey {
    if (key.size() != type.bytes) {
      throw new DecodeException("peer key: " + key.size() + " bytes");
    }
  }

  /**
   * Reads the protobuf.
   *
   * @throws DecodeException when it is malformed, or the key of another kind
   */
  public static PeerKey decode(Bytes encoded) {
    ProtoReader in = new ProtoReader(encoded.unsafeArray());
    long code = 0;
    Bytes key = Bytes.EMPTY;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case TYPE -> code = in.number();
        case DATA -> key = in.bytes();
        default -> in.skip();
      }
    }
    for (Type type : Type.values()) {
      if (type.code == code) {
        return new PeerKey(type, key);
      }
    }
    throw new DecodeException("peer key: unknown type " + code);
  }

  /** The protobuf, in the one form that ids are made of. */
  public Bytes encode() {
    return Bytes.wrap(new ProtoWriter().number(TYPE, type.code).bytes(DATA, key).toArray());
  }
}
