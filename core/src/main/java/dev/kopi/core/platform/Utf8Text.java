package dev.kopi.core.platform;

import java.nio.charset.StandardCharsets;

/** Text as bytes. */
public final class Utf8Text {
  private Utf8Text() {}

  /** Decodes UTF-8; what is malformed becomes U+FFFD. */
  public static String decode(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
