package dev.kopi.adapters.crypto;

import dev.kopi.core.crypto.hash.Sha256;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 by the JDK, which uses the processor's instructions for it. */
final class JdkSha256 implements Sha256 {
  @Override
  public byte[] hash(byte[] input, int offset, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(input, offset, length);
      byte[] out = new byte[32];
      digest.digest(out, 0, 32);
      return out;
    } catch (NoSuchAlgorithmException | DigestException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
