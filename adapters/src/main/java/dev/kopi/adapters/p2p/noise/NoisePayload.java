package dev.kopi.adapters.p2p.noise;

import dev.kopi.core.p2p.protobuf.ProtoReader;
import dev.kopi.core.p2p.protobuf.ProtoWriter;
import dev.kopi.core.primitives.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What libp2p sends within the handshake.
 *
 * @param identityKey the protobuf of the peer's public key
 * @param signature of the static key of Noise, by that key
 * @param muxers the stream multiplexers that the peer has, the most wanted first; empty when it
 *     does not say
 * @see <a href="https://github.com/libp2p/specs/blob/master/noise/README.md">noise-libp2p</a>
 */
record NoisePayload(Bytes identityKey, Bytes signature, List<String> muxers) {
  private static final int IDENTITY_KEY = 1;
  private static final int SIGNATURE = 2;
  private static final int EXTENSIONS = 4;
  private static final int STREAM_MUXERS = 2;
  private static final int MAX_MUXERS = 16;

  NoisePayload {
    muxers = List.copyOf(muxers);
  }

  byte[] encode() {
    ProtoWriter extensions = new ProtoWriter();
    muxers.forEach(muxer -> extensions.text(STREAM_MUXERS, muxer));
    return new ProtoWriter(200)
        .bytes(IDENTITY_KEY, identityKey)
        .bytes(SIGNATURE, signature)
        .message(EXTENSIONS, extensions)
        .toArray();
  }

  static NoisePayload decode(byte[] encoded) {
    Bytes key = Bytes.EMPTY;
    Bytes signature = Bytes.EMPTY;
    List<String> muxers = new ArrayList<>();
    ProtoReader in = new ProtoReader(encoded);
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case IDENTITY_KEY -> key = in.bytes();
        case SIGNATURE -> signature = in.bytes();
        case EXTENSIONS -> readExtensions(in.message(), muxers);
        default -> in.skip();
      }
    }
    return new NoisePayload(key, signature, muxers);
  }

  private static void readExtensions(ProtoReader in, List<String> muxers) {
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == STREAM_MUXERS && muxers.size() < MAX_MUXERS) {
        muxers.add(in.text());
      } else {
        in.skip();
      }
    }
  }
}
