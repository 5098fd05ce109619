package dev.kopi.adapters.script;

import dev.kopi.core.primitives.Bytes;
import java.util.List;
import org.mozilla.javascript.NativeArray;
import org.mozilla.javascript.ScriptRuntime;
import org.mozilla.javascript.Undefined;
import org.mozilla.javascript.typedarrays.NativeTypedArrayView;

/** The arguments of a call by a script. */
public final class ScriptArguments {
  private static final int MAX_BYTES = 1 << 24;

  private final Object[] values;

  /** These values. */
  public ScriptArguments(Object... values) {
    this.values = values;
  }

  private Object at(int index) {
    return index < values.length ? values[index] : Undefined.instance;
  }

  /** A number, without its fraction. */
  public long integer(int index) {
    return (long) ScriptRuntime.toInteger(at(index));
  }

  /** A string. */
  public String text(int index) {
    return ScriptRuntime.toString(at(index));
  }

  /**
   * The bytes of a Uint8Array, of an array of numbers, or of a string in hex.
   *
   * @throws ScriptException when it is none of them
   */
  public Bytes bytes(int index, boolean allowText) {
    Object value = at(index);
    if (value instanceof CharSequence text && allowText) {
      return hex(text.toString());
    }
    boolean array = value instanceof NativeArray || value instanceof NativeTypedArrayView;
    if (!array || ((List<?>) value).size() > MAX_BYTES) {
      throw new ScriptException("invalid buffer type");
    }
    List<?> elements = (List<?>) value;
    byte[] bytes = new byte[elements.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ScriptRuntime.toInt32(elements.get(i));
    }
    return Bytes.wrap(bytes);
  }

  /** The bytes before the first character that is no digit; a lone digit is a byte. */
  private static Bytes hex(String text) {
    String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
    digits = digits.length() % 2 == 0 ? digits : "0" + digits;
    int end = 0;
    while (end < digits.length() && Character.digit(digits.charAt(end), 16) >= 0) {
      end++;
    }
    return Bytes.fromHex("0x" + digits.substring(0, end - end % 2));
  }
}
