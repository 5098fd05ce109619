package dev.kopi.adapters.p2p.noise;

import dev.kopi.adapters.p2p.identity.NodeIdentity;
import dev.kopi.adapters.p2p.wire.ByteStream;
import dev.kopi.adapters.p2p.wire.Reads;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.p2p.peer.PeerKey;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An encrypted channel to a peer that has proved its identity. */
public final class SecureChannel implements ByteStream {
  /** The protocol's id. */
  public static final String PROTOCOL = "/noise";

  private static final byte[] SIGNED_PREFIX =
      "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_HANDSHAKE_BYTES = 4096;
  private static final int MAX_PLAIN_BYTES = 65_535 - CipherState.TAG_BYTES;
  private static final byte[] NOTHING = new byte[0];

  private final ByteStream wire;
  private final PeerId peer;
  private final @Nullable String muxer;
  private final CipherState sending;
  private final CipherState receiving;
  private byte[] plain = NOTHING;
  private int plainAt;

  private SecureChannel(
      ByteStream wire, PeerId peer, @Nullable String muxer, CipherState[] ciphers) {
    this.wire = wire;
    this.peer = peer;
    this.muxer = muxer;
    this.sending = ciphers[0];
    this.receiving = ciphers[1];
  }

  /**
   * Runs the handshake.
   *
   * @param muxers the stream multiplexers that this node offers, the most wanted first
   * @throws IOException when the channel breaks, or the peer does not prove who it is
   */
  public static SecureChannel handshake(
      ByteStream wire, boolean initiator, NodeIdentity identity, List<String> muxers)
      throws IOException {
    X25519Key fixed = X25519Key.random();
    NoisePayload own =
        new NoisePayload(
            identity.publicKey().encode(),
            Bytes.wrap(identity.sign(signedContent(fixed.publicBytes()))),
            muxers);
    NoiseHandshake handshake = new NoiseHandshake(initiator, fixed, X25519Key.random(), NOTHING);
    try {
      NoisePayload remote;
      if (initiator) {
        send(wire, handshake.write(NOTHING));
        remote = NoisePayload.decode(handshake.read(receive(wire)));
        send(wire, handshake.write(own.encode()));
      } else {
        handshake.read(receive(wire));
        send(wire, handshake.write(own.encode()));
        remote = NoisePayload.decode(handshake.read(receive(wire)));
      }
      PeerKey key = PeerKey.decode(remote.identityKey());
      byte[] content = signedContent(handshake.remoteFixed());
      if (!identity.verify(key, content, remote.signature().toArray())) {
        throw new IOException("noise: the peer does not own the key that it shows");
      }
      List<String> wanted = initiator ? muxers : remote.muxers();
      List<String> offered = initiator ? remote.muxers() : muxers;
      String muxer = wanted.stream().filter(offered::contains).findFirst().orElse(null);
      return new SecureChannel(wire, PeerId.of(key), muxer, handshake.split());
    } catch (GeneralSecurityException | DecodeException e) {
      throw new IOException("noise: " + e.getMessage(), e);
    }
  }

  private static byte[] signedContent(byte[] staticKey) {
    return Bytes.concat(Bytes.wrap(SIGNED_PREFIX), Bytes.wrap(staticKey)).toArray();
  }

  private static void send(ByteStream wire, byte[] message) throws IOException {
    byte[] out = new byte[2 + message.length];
    out[0] = (byte) (message.length >>> 8);
    out[1] = (byte) message.length;
    System.arraycopy(message, 0, out, 2, message.length);
    wire.write(out);
  }

  private static byte[] receive(ByteStream wire) throws IOException {
    byte[] head = new byte[2];
    Reads.fully(wire, head, 0, 2);
    int length = (head[0] & 0xff) << 8 | head[1] & 0xff;
    if (length > MAX_HANDSHAKE_BYTES) {
      throw new IOException("noise: a handshake message of " + length + " bytes");
    }
    return Reads.exactly(wire, length);
  }

  /** The peer that proved its identity. */
  public PeerId peer() {
    return peer;
  }

  /** The stream multiplexer agreed on in the handshake; null when it must be negotiated. */
  public @Nullable String muxer() {
    return muxer;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (plainAt == plain.length) {
      byte[] head = new byte[2];
      if (wire.read(head, 0, 1) < 0) {
        return -1;
      }
      Reads.fully(wire, head, 1, 1);
      int size = (head[0] & 0xff) << 8 | head[1] & 0xff;
      if (size < CipherState.TAG_BYTES) {
        throw new IOException("noise: a frame of " + size + " bytes");
      }
      byte[] frame = Reads.exactly(wire, size);
      try {
        plain = receiving.decrypt(NOTHING, frame, 0, size);
      } catch (GeneralSecurityException e) {
        throw new EOFException("noise: a frame that was changed on its way");
      }
      plainAt = 0;
    }
    int count = Math.min(length, plain.length - plainAt);
    System.arraycopy(plain, plainAt, target, offset, count);
    plainAt += count;
    return count;
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    int at = offset;
    while (at < offset + length) {
      int size = Math.min(MAX_PLAIN_BYTES, offset + length - at);
      int encrypted = size + CipherState.TAG_BYTES;
      byte[] frame = new byte[2 + encrypted];
      frame[0] = (byte) (encrypted >>> 8);
      frame[1] = (byte) encrypted;
      try {
        sending.encrypt(NOTHING, source, at, size, frame, 2);
      } catch (GeneralSecurityException e) {
        throw new IOException("noise: " + e.getMessage(), e);
      }
      wire.write(frame);
      at += size;
    }
  }

  @Override
  public void readTimeout(int millis) throws IOException {
    wire.readTimeout(millis);
  }

  @Override
  public void closeWrite() throws IOException {
    wire.closeWrite();
  }

  @Override
  public void close() {
    wire.close();
  }
}
