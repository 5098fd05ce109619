package dev.kopi.services.engine.rpc.chain;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import java.nio.charset.StandardCharsets;

/**
 * Addresses with a checksum in the case of their letters.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-55">EIP-55</a>
 */
public final class ChecksumAddress {
  private ChecksumAddress() {}

  /** The address in checksummed hex. */
  public static String of(Address address) {
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
