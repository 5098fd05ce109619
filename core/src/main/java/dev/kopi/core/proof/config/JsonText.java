package dev.kopi.core.proof.config;

import dev.kopi.core.platform.Utf8Text;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON, as far as configurations need it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
final class JsonText {
  private static final int MAX_DEPTH = 32;

  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /**
   * Reads one object.
   *
   * @throws DecodeException when the bytes are not one
   */
  static JsonValue.Fields object(Bytes utf8) {
    JsonText reader = new JsonText(Utf8Text.decode(utf8.unsafeArray()));
    JsonValue value = reader.value(0);
    reader.skipSpace();
    if (reader.at != reader.text.length()) {
      throw reader.malformed("more text behind the value");
    }
    if (!(value instanceof JsonValue.Fields fields)) {
      throw reader.malformed("not an object");
    }
    return fields;
  }

  private JsonValue value(int depth) {
    if (depth > MAX_DEPTH) {
      throw malformed("nested too deep");
    }
    char first = peek();
    if (first == '{') {
      return fields(depth);
    }
    if (first == '[') {
      return items(depth);
    }
    if (first == '"') {
      return new JsonValue.Text(string());
    }
    if (first == '-' || isDigit(first)) {
      return number();
    }
    return word();
  }

  private JsonValue fields(int depth) {
    Map<String, JsonValue> values = new LinkedHashMap<>();
    at++;
    if (peek() == '}') {
      at++;
      return new JsonValue.Fields(values);
    }
    while (true) {
      if (peek() != '"') {
        throw malformed("a name was expected");
      }
      String name = string();
      expect(':');
      if (values.put(name, value(depth + 1)) != null) {
        throw malformed("field " + name + " is there twice");
      }
      if (endsOrContinues('}')) {
        return new JsonValue.Fields(values);
      }
    }
  }

  private JsonValue items(int depth) {
    List<JsonValue> values = new ArrayList<>();
    at++;
    if (peek() == ']') {
      at++;
      return new JsonValue.Items(values);
    }
    while (true) {
      values.add(value(depth + 1));
      if (endsOrContinues(']')) {
        return new JsonValue.Items(values);
      }
    }
  }

  private boolean endsOrContinues(char end) {
    char next = peek();
    at++;
    if (next != ',' && next != end) {
      throw malformed("',' or '" + end + "' was expected");
    }
    return next == end;
  }

  private JsonValue number() {
    int start = at;
    at++;
    while (at < text.length() && isPartOfNumber(text.charAt(at))) {
      at++;
    }
    return new JsonValue.Digits(text.substring(start, at));
  }

  private JsonValue word() {
    if (text.startsWith("true", at)) {
      at += 4;
      return new JsonValue.Flag(true);
    }
    if (text.startsWith("false", at)) {
      at += 5;
      return new JsonValue.Flag(false);
    }
    if (text.startsWith("null", at)) {
      at += 4;
      return new JsonValue.Null();
    }
    throw malformed("a value was expected");
  }

  private String string() {
    at++;
    StringBuilder out = new StringBuilder();
    while (at < text.length()) {
      char next = text.charAt(at++);
      if (next == '"') {
        return out.toString();
      }
      if (next < ' ') {
        break;
      }
      out.append(next == '\\' ? escaped() : next);
    }
    throw malformed("a string without an end");
  }

  private char escaped() {
    if (at == text.length()) {
      throw malformed("a string without an end");
    }
    char code = text.charAt(at++);
    return switch (code) {
      case '"', '\\', '/' -> code;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (text.length() - at < 4) {
          throw malformed("a string without an end");
        }
        int unit = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(text.charAt(at++), 16);
          if (digit < 0) {
            throw malformed("an escape that is not hex");
          }
          unit = unit << 4 | digit;
        }
        yield (char) unit;
      }
      default -> throw malformed("an unknown escape");
    };
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw malformed("'" + wanted + "' was expected");
    }
    at++;
  }

  /** The next character that is no white space. */
  private char peek() {
    skipSpace();
    if (at == text.length()) {
      throw malformed("the text ends early");
    }
    return text.charAt(at);
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isPartOfNumber(char c) {
    return isDigit(c) || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
  }

  private DecodeException malformed(String what) {
    return new DecodeException("JSON at " + at + ": " + what);
  }
}
