package dev.kopi.adapters.json;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.util.RawValue;

/**
 * Writes JSON as bytes, for large results that are only sent: no tree is made. Commas are put where
 * they belong. Not thread-safe.
 */
public final class JsonBuffer {
  private static final int SMALLEST = 256;
  private static final byte[] NULL = ascii("null");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] DIGITS = ascii("0123456789abcdef");

  /** The two digits of each byte, the first in the low byte. */
  private static final short[] PAIRS = pairs();

  private byte[] bytes;
  private int size;

  /**
   * An empty buffer that grows as need be.
   *
   * @param expectedBytes about how many bytes will be written
   */
  public JsonBuffer(long expectedBytes) {
    bytes = new byte[(int) Math.clamp(expectedBytes, SMALLEST, Integer.MAX_VALUE / 2)];
  }

  private static short[] pairs() {
    short[] out = new short[256];
    for (int b = 0; b < 256; b++) {
      out[b] = (short) (DIGITS[b & 15] << 8 | DIGITS[b >> 4]);
    }
    return out;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The name of a field, encoded once. */
  public static final class Name {
    private final byte[] encoded;

    /** A name of letters and digits. */
    public Name(String name) {
      encoded = ascii("\"" + name + "\":");
    }
  }

  private byte[] room(int more) {
    if (bytes.length - size < more) {
      bytes =
          Arrays.copyOf(
              bytes, Math.max(Math.addExact(size, more), 2 * Math.min(bytes.length, 1 << 29)));
    }
    return bytes;
  }

  private void separate() {
    if (size > 0) {
      byte last = bytes[size - 1];
      if (last != '{' && last != '[' && last != ':') {
        put(',');
      }
    }
  }

  private void put(char one) {
    room(1)[size++] = (byte) one;
  }

  private JsonBuffer plain(byte[] text) {
    separate();
    System.arraycopy(text, 0, room(text.length), size, text.length);
    size += text.length;
    return this;
  }

  /** Begins an object. */
  public JsonBuffer beginObject() {
    separate();
    put('{');
    return this;
  }

  /** Ends an object. */
  public JsonBuffer endObject() {
    put('}');
    return this;
  }

  /** Begins an array. */
  public JsonBuffer beginArray() {
    separate();
    put('[');
    return this;
  }

  /** Ends an array. */
  public JsonBuffer endArray() {
    put(']');
    return this;
  }

  /** The name of the next field; its value follows. */
  public JsonBuffer name(Name name) {
    return plain(name.encoded);
  }

  /** A null. */
  public JsonBuffer nothing() {
    return plain(NULL);
  }

  /** True or false. */
  public JsonBuffer bool(boolean value) {
    return plain(value ? TRUE : FALSE);
  }

  /** A string of printable ASCII without quotes and backslashes. */
  public JsonBuffer plainText(String value) {
    separate();
    put('"');
    for (int i = 0; i < value.length(); i++) {
      put(value.charAt(i));
    }
    put('"');
    return this;
  }

  /** A quantity. The long is read as unsigned. */
  public JsonBuffer quantity(long unsigned) {
    separate();
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(unsigned)) / 4);
    byte[] out = room(digits + 4);
    out[size++] = '"';
    out[size++] = '0';
    out[size++] = 'x';
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      out[size++] = DIGITS[(int) (unsigned >>> shift) & 15];
    }
    out[size++] = '"';
    return this;
  }

  /** A quantity, or null. */
  public JsonBuffer quantityOrNull(@Nullable Long unsigned) {
    return unsigned == null ? nothing() : quantity(unsigned);
  }

  /** A quantity. */
  public JsonBuffer quantity(UInt256 value) {
    return value.fitsLong() ? quantity(value.lowLong()) : plainText(value.toHex());
  }

  /** Data. */
  public JsonBuffer data(Bytes value) {
    return hex(value.unsafeArray());
  }

  private JsonBuffer hex(byte[] value) {
    separate();
    byte[] out = room(Math.addExact(Math.multiplyExact(2, value.length), 4));
    int at = size;
    out[at++] = '"';
    out[at++] = '0';
    out[at++] = 'x';
    for (byte b : value) {
      short pair = PAIRS[b & 0xff];
      out[at++] = (byte) pair;
      out[at++] = (byte) (pair >> 8);
    }
    out[at++] = '"';
    size = at;
    return this;
  }

  /** Data of 32 bytes. */
  public JsonBuffer data(Hash value) {
    return hex(value.toArray());
  }

  /** Data of 20 bytes. */
  public JsonBuffer data(Address value) {
    return hex(value.toArray());
  }

  /** Data of 20 bytes, or null. */
  public JsonBuffer dataOrNull(@Nullable Address value) {
    return value == null ? nothing() : data(value);
  }

  /** A value that is a tree. */
  public JsonBuffer tree(JsonNode value) {
    return plain(Json.write(value));
  }

  /** How many bytes are written. */
  public int size() {
    return size;
  }

  /** What is written, as a node that can only be written again, and not be looked into. */
  public JsonNode toOpaqueNode() {
    return JsonNodeFactory.instance.rawValueNode(new RawValue(new EncodedJson(toBytes())));
  }

  /** What is written, as a tree. */
  public JsonNode toTree() {
    return Json.parse(toBytes());
  }

  private byte[] toBytes() {
    return bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
  }
}
