package dev.kopi.core.p2p.peer;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.math.BigInteger;

/** Base58 with Bitcoin's alphabet. */
final class Base58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(58);
  private static final int MAX_CHARS = 128;

  private Base58() {}

  static String encode(Bytes bytes) {
    StringBuilder out = new StringBuilder();
    BigInteger rest = new BigInteger(1, bytes.toArray());
    while (rest.signum() > 0) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      out.append(ALPHABET.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    for (int i = 0; i < bytes.size() && bytes.get(i) == 0; i++) {
      out.append(ALPHABET.charAt(0));
    }
    return out.reverse().toString();
  }

  static Bytes decode(String text) {
    if (text.length() > MAX_CHARS) {
      throw new DecodeException("base58: too long");
    }
    BigInteger value = BigInteger.ZERO;
    int zeros = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      if (digit < 0) {
        throw new DecodeException("base58: the character '" + text.charAt(i) + "'");
      }
      zeros += digit == 0 && zeros == i ? 1 : 0;
      value = value.multiply(BASE).add(BigInteger.valueOf(digit));
    }
    byte[] number = value.signum() == 0 ? new byte[0] : value.toByteArray();
    int skip = number.length > 0 && number[0] == 0 ? 1 : 0;
    byte[] out = new byte[zeros + number.length - skip];
    System.arraycopy(number, skip, out, zeros, number.length - skip);
    return Bytes.wrap(out);
  }
}
