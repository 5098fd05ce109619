package dev.kopi.adapters.p2p.noise;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/** A key pair of X25519 (RFC 7748). */
final class X25519Key {
  static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PrivateKey secret;
  private final byte[] publicBytes;

  private X25519Key(PrivateKey secret, byte[] publicBytes) {
    this.secret = secret;
    this.publicBytes = publicBytes;
  }

  static X25519Key random() {
    byte[] scalar = new byte[BYTES];
    RANDOM.nextBytes(scalar);
    return of(scalar);
  }

  static X25519Key of(byte[] scalar) {
    try {
      PrivateKey secret =
          KeyFactory.getInstance("X25519")
              .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar));
      byte[] base = new byte[BYTES];
      base[0] = 9;
      return new X25519Key(secret, agree(secret, base));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform has no X25519", e);
    }
  }

  /** The 32 bytes of the public key. */
  byte[] publicBytes() {
    return publicBytes.clone();
  }

  /**
   * The shared secret.
   *
   * @throws GeneralSecurityException when the peer's key is of small order
   */
  byte[] agree(byte[] peer) throws GeneralSecurityException {
    return agree(secret, peer);
  }

  private static byte[] agree(PrivateKey secret, byte[] peer) throws GeneralSecurityException {
    byte[] bigEndian = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bigEndian[i] = peer[BYTES - 1 - i];
    }
    bigEndian[0] &= 0x7f;
    PublicKey key =
        KeyFactory.getInstance("X25519")
            .generatePublic(
                new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian)));
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(secret);
    agreement.doPhase(key, true);
    return agreement.generateSecret();
  }
}
