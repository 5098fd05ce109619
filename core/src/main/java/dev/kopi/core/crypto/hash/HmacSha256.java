package dev.kopi.core.crypto.hash;

import java.util.Arrays;

/** HMAC with SHA-256 (RFC 2104), for keys of at most 64 bytes. */
public final class HmacSha256 {
  private HmacSha256() {}

  /** The code of all parts, one after another. */
  public static byte[] of(byte[] key, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] inner = new byte[64 + length];
    byte[] outer = new byte[64 + 32];
    Arrays.fill(inner, 0, 64, (byte) 0x36);
    Arrays.fill(outer, 0, 64, (byte) 0x5c);
    for (int i = 0; i < key.length; i++) {
      inner[i] ^= key[i];
      outer[i] ^= key[i];
    }
    int at = 64;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, inner, at, part.length);
      at += part.length;
    }
    System.arraycopy(PortableSha256.INSTANCE.hash(inner), 0, outer, 64, 32);
    return PortableSha256.INSTANCE.hash(outer);
  }
}
