package dev.kopi.adapters.keys;

import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.DecodeException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Private keys below a seed.
 *
 * @see <a href="https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki">BIP-32</a>
 */
public final class HdKeys {
  /** Where Ethereum wallets keep their first account. */
  public static final String DEFAULT_PATH = "m/44'/60'/0'/0/0";

  private static final long HARDENED = 0x8000_0000L;
  private static final BigInteger ORDER = Secp256k1.ORDER.toBigInteger();

  private HdKeys() {}

  /**
   * The key of a mnemonic at a path.
   *
   * @param path such as {@link #DEFAULT_PATH}; the apostrophe marks a hardened step
   * @throws DecodeException when the path is not one
   */
  public static PrivateKey derive(Mnemonic mnemonic, String path, Secp256k1 secp256k1) {
    return derive(mnemonic.seed(), path, secp256k1);
  }

  static PrivateKey derive(byte[] seed, String path, Secp256k1 secp256k1) {
    String[] steps = path.strip().split("/", -1);
    if (!steps[0].equals("m") || steps.length < 2) {
      throw new DecodeException("a derivation path begins with m/, such as " + DEFAULT_PATH);
    }
    byte[] node = hmac("Bitcoin seed".getBytes(StandardCharsets.US_ASCII), seed);
    for (String step : Arrays.asList(steps).subList(1, steps.length)) {
      node = child(node, index(step), secp256k1);
    }
    return key(node);
  }

  private static long index(String step) {
    boolean hardened = step.endsWith("'") || step.endsWith("h");
    String digits = hardened ? step.substring(0, step.length() - 1) : step;
    if (digits.isEmpty() || digits.length() > 10 || !digits.chars().allMatch(HdKeys::isDigit)) {
      throw new DecodeException("a step of a derivation path is a number, such as 44'");
    }
    long number = Long.parseLong(digits);
    if (number >= HARDENED) {
      throw new DecodeException("a step of a derivation path is below 2^31");
    }
    return hardened ? number + HARDENED : number;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** A node is the key and the chain code, 32 bytes each. */
  private static byte[] child(byte[] node, long index, Secp256k1 secp256k1) {
    ByteBuffer data = ByteBuffer.allocate(37);
    if (index >= HARDENED) {
      data.put((byte) 0).put(node, 0, 32);
    } else {
      byte[] point = secp256k1.publicKey(key(node));
      data.put((byte) (2 + (point[63] & 1))).put(point, 0, 32);
    }
    data.putInt((int) index);
    byte[] derived = hmac(Arrays.copyOfRange(node, 32, 64), data.array());
    BigInteger left = new BigInteger(1, Arrays.copyOf(derived, 32));
    BigInteger sum = left.add(new BigInteger(1, Arrays.copyOf(node, 32))).mod(ORDER);
    if (left.compareTo(ORDER) >= 0 || sum.signum() == 0) {
      throw new DecodeException("there is no key at this derivation path; choose another");
    }
    byte[] child = derived.clone();
    byte[] bytes = sum.toByteArray();
    Arrays.fill(child, 0, 32, (byte) 0);
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, child, 32 - length, length);
    return child;
  }

  private static PrivateKey key(byte[] node) {
    return PrivateKey.of(Arrays.copyOf(node, 32));
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(key, "HmacSHA512"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA512", e);
    }
  }
}
