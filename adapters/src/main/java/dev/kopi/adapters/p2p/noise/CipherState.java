package dev.kopi.adapters.p2p.noise;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ChaCha20-Poly1305 under one key, with a counter as nonce. Owned by one thread.
 *
 * @see <a href="https://noiseprotocol.org/noise.html#the-cipherstate-object">CipherState</a>
 */
final class CipherState {
  static final int TAG_BYTES = 16;

  private final SecretKeySpec key;
  private final Cipher cipher;
  private final byte[] nonce = new byte[12];
  private long count;

  CipherState(byte[] key) {
    this.key = new SecretKeySpec(key, "ChaCha20");
    try {
      this.cipher = Cipher.getInstance("ChaCha20-Poly1305");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform has no ChaCha20-Poly1305", e);
    }
  }

  /** Writes the ciphertext and its tag to {@code out}. */
  void encrypt(byte[] associated, byte[] in, int from, int length, byte[] out, int outFrom)
      throws GeneralSecurityException {
    start(Cipher.ENCRYPT_MODE, associated);
    cipher.doFinal(in, from, length, out, outFrom);
  }

  /**
   * The plaintext.
   *
   * @throws GeneralSecurityException when the tag does not fit
   */
  byte[] decrypt(byte[] associated, byte[] in, int from, int length)
      throws GeneralSecurityException {
    start(Cipher.DECRYPT_MODE, associated);
    return cipher.doFinal(in, from, length);
  }

  private void start(int mode, byte[] associated) throws GeneralSecurityException {
    if (count == -1) {
      throw new GeneralSecurityException("the nonces are used up");
    }
    for (int i = 0; i < 8; i++) {
      nonce[4 + i] = (byte) (count >>> 8 * i);
    }
    count++;
    cipher.init(mode, key, new IvParameterSpec(nonce));
    cipher.updateAAD(associated);
  }
}
