package dev.kopi.services.engine.rpc.filter;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;

/** Hex of a fixed length, with go-ethereum's messages when it is malformed. */
final class HexText {
  private HexText() {}

  /**
   * Decodes hex with the prefix 0x.
   *
   * @param kind what it stands for, for the message
   */
  static byte[] fixed(String text, int size, String kind) {
    if (text.isEmpty()) {
      throw new DecodeException("empty hex string");
    }
    if (!text.startsWith("0x") && !text.startsWith("0X")) {
      throw new DecodeException("hex string without 0x prefix");
    }
    if (text.length() % 2 == 1) {
      throw new DecodeException("hex string of odd length");
    }
    byte[] bytes;
    try {
      bytes = Bytes.fromHex("0x" + text.substring(2)).toArray();
    } catch (DecodeException e) {
      throw new DecodeException("invalid hex string");
    }
    if (bytes.length != size) {
      throw new DecodeException(
          "hex has invalid length "
              + bytes.length
              + " after decoding; expected "
              + size
              + " for "
              + kind);
    }
    return bytes;
  }
}
