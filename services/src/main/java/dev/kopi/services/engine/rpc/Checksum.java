package dev.kopi.services.engine.rpc;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import java.nio.charset.StandardCharsets;

/**
 * Addresses as people read them.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-55">EIP-55</a>
 */
final class Checksum {
  private Checksum() {}

  /** The address in hex whose upper-case letters are a checksum. */
  static String of(Address address) {
    char[] text = address.toHex().toCharArray();
    byte[] digits = new String(text, 2, 40).getBytes(StandardCharsets.US_ASCII);
    byte[] hash = Keccak256.hash(digits).toArray();
    for (int i = 0; i < 40; i++) {
      int nibble = hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0x0f;
      if (nibble >= 8) {
        text[2 + i] = Character.toUpperCase(text[2 + i]);
      }
    }
    return new String(text);
  }
}
