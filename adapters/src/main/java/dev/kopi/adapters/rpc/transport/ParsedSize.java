package dev.kopi.adapters.rpc.transport;

/**
 * Estimates what a JSON text takes as a tree beyond its own bytes: short objects and arrays take
 * many times their length.
 */
public final class ParsedSize {
  private static final int OBJECT = 200;
  private static final int ARRAY = 80;
  private static final int FIELD = 60;
  private static final int ELEMENT = 32;

  private ParsedSize() {}

  /** The bytes of the tree, about; too many when strings contain punctuation. */
  public static long estimate(byte[] json) {
    long bytes = 0;
    for (byte b : json) {
      switch (b) {
        case '{' -> bytes += OBJECT;
        case '[' -> bytes += ARRAY;
        case ':' -> bytes += FIELD;
        case ',' -> bytes += ELEMENT;
        default -> {}
      }
    }
    return bytes;
  }
}
