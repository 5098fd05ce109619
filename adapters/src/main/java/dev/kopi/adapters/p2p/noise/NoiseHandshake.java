package dev.kopi.adapters.p2p.noise;

import dev.kopi.core.crypto.hash.HmacSha256;
import dev.kopi.core.crypto.hash.PortableSha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The handshake XX: three messages, each side sends its static key encrypted. Messages are written
 * and read alternately, the initiator begins.
 *
 * @see <a href="https://noiseprotocol.org/noise.html">The Noise Protocol Framework</a>
 */
final class NoiseHandshake {
  private static final byte[] NAME =
      "Noise_XX_25519_ChaChaPoly_SHA256".getBytes(StandardCharsets.US_ASCII);
  private static final int LAST = 3;

  private final boolean initiator;
  private final X25519Key fixed;
  private final X25519Key ephemeral;
  private byte[] remoteFixed = new byte[0];
  private byte[] remoteEphemeral = new byte[0];
  private byte[] chainingKey = NAME.clone();
  private byte[] hash = NAME.clone();
  private @Nullable CipherState cipher;
  private int message;

  NoiseHandshake(boolean initiator, X25519Key fixed, X25519Key ephemeral, byte[] prologue) {
    this.initiator = initiator;
    this.fixed = fixed;
    this.ephemeral = ephemeral;
    mixHash(prologue, 0, prologue.length);
  }

  /** Our next message. */
  byte[] write(byte[] payload) throws GeneralSecurityException {
    message++;
    byte[] own = fixed.publicBytes();
    return switch (message) {
      case 1 -> concat(writeEphemeral(), encrypt(payload));
      case 2 -> {
        byte[] e = writeEphemeral();
        mixKey(ephemeral.agree(remoteEphemeral));
        byte[] s = encrypt(own);
        mixKey(fixed.agree(remoteEphemeral));
        yield concat(concat(e, s), encrypt(payload));
      }
      case LAST -> {
        byte[] s = encrypt(own);
        mixKey(fixed.agree(remoteEphemeral));
        yield concat(s, encrypt(payload));
      }
      default -> throw new IllegalStateException("the handshake is over");
    };
  }

  /**
   * Reads the peer's next message.
   *
   * @return its payload
   * @throws GeneralSecurityException when it is malformed
   */
  byte[] read(byte[] in) throws GeneralSecurityException {
    message++;
    int at = 0;
    if (message < LAST) {
      require(in.length >= X25519Key.BYTES);
      remoteEphemeral = Arrays.copyOf(in, X25519Key.BYTES);
      mixHash(in, 0, X25519Key.BYTES);
      at = X25519Key.BYTES;
    }
    if (message > 1) {
      if (message < LAST) {
        mixKey(ephemeral.agree(remoteEphemeral));
      }
      int encrypted = X25519Key.BYTES + CipherState.TAG_BYTES;
      require(in.length - at >= encrypted);
      remoteFixed = decrypt(in, at, encrypted);
      mixKey(ephemeral.agree(remoteFixed));
      at += encrypted;
    }
    return decrypt(in, at, in.length - at);
  }

  /** The peer's static key. */
  byte[] remoteFixed() {
    return remoteFixed.clone();
  }

  /** The hash of all that was exchanged. */
  byte[] hash() {
    return hash.clone();
  }

  /** After the last message: the ciphers to send and to receive with, in this order. */
  CipherState[] split() {
    byte[][] keys = derive(chainingKey, new byte[0]);
    CipherState first = new CipherState(keys[0]);
    CipherState second = new CipherState(keys[1]);
    return initiator ? new CipherState[] {first, second} : new CipherState[] {second, first};
  }

  private byte[] writeEphemeral() {
    byte[] e = ephemeral.publicBytes();
    mixHash(e, 0, e.length);
    return e;
  }

  private byte[] encrypt(byte[] plain) throws GeneralSecurityException {
    byte[] out = plain;
    if (cipher != null) {
      out = new byte[plain.length + CipherState.TAG_BYTES];
      cipher.encrypt(hash, plain, 0, plain.length, out, 0);
    }
    mixHash(out, 0, out.length);
    return out;
  }

  private byte[] decrypt(byte[] in, int from, int length) throws GeneralSecurityException {
    byte[] plain =
        cipher == null
            ? Arrays.copyOfRange(in, from, from + length)
            : cipher.decrypt(hash, in, from, length);
    mixHash(in, from, length);
    return plain;
  }

  private void mixHash(byte[] data, int from, int length) {
    byte[] input = Arrays.copyOf(hash, hash.length + length);
    System.arraycopy(data, from, input, hash.length, length);
    hash = PortableSha256.INSTANCE.hash(input);
  }

  private void mixKey(byte[] material) {
    byte[][] keys = derive(chainingKey, material);
    chainingKey = keys[0];
    cipher = new CipherState(keys[1]);
  }

  private static byte[][] derive(byte[] chainingKey, byte[] material) {
    byte[] secret = HmacSha256.of(chainingKey, material);
    byte[] first = HmacSha256.of(secret, new byte[] {1});
    byte[] second = HmacSha256.of(secret, first, new byte[] {2});
    return new byte[][] {first, second};
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] out = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, out, first.length, second.length);
    return out;
  }

  private static void require(boolean holds) throws GeneralSecurityException {
    if (!holds) {
      throw new GeneralSecurityException("a handshake message is too short");
    }
  }
}
