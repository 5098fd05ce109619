package dev.kopi.adapters.rpc.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads private keys of certificates: PKCS #8 and PKCS #1, in PEM, not encrypted. */
final class PemKeys {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ((?:[A-Z]+ )*)PRIVATE KEY-----([^-]*)-----END ");

  /** SEQUENCE { 0, SEQUENCE { rsaEncryption, NULL } } without the outer tag and length. */
  private static final byte[] RSA_VERSION_AND_ALGORITHM = {
    2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
  };

  private PemKeys() {}

  /**
   * The first private key of a file.
   *
   * @throws GeneralSecurityException when there is none that can be read; the message quotes
   *     nothing of the file
   */
  static PrivateKey read(byte[] pem) throws GeneralSecurityException {
    Matcher found = KEY.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    if (!found.find()) {
      throw new GeneralSecurityException("there is no private key in it");
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(found.group(2));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("its private key is not base64");
    }
    return switch (found.group(1)) {
      case "" -> decode(der);
      case "RSA " -> decode(pkcs8(der));
      case "EC " ->
          throw new GeneralSecurityException(
              "its key is in the form of SEC 1; convert it with openssl pkcs8 -topk8 -nocrypt");
      default ->
          throw new GeneralSecurityException(
              "its key is encrypted or of an unknown form; convert it with openssl pkcs8 -topk8"
                  + " -nocrypt");
    };
  }

  private static PrivateKey decode(byte[] pkcs8) throws GeneralSecurityException {
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // It is a key of another algorithm.
      }
    }
    throw new GeneralSecurityException("its private key is none of EC, RSA, EdDSA");
  }

  private static byte[] pkcs8(byte[] pkcs1) {
    return tagged(0x30, concat(RSA_VERSION_AND_ALGORITHM, tagged(4, pkcs1)));
  }

  private static byte[] tagged(int tag, byte[] value) {
    return concat(
        new byte[] {(byte) tag, (byte) 0x82, (byte) (value.length >> 8), (byte) value.length},
        value);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
