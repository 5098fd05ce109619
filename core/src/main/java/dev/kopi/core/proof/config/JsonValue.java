package dev.kopi.core.proof.config;

import dev.kopi.core.primitives.DecodeException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value; numbers are kept as they are written. */
sealed interface JsonValue {
  /** A string. */
  record Text(String value) implements JsonValue {}

  /** A number, by its digits. */
  record Digits(String value) implements JsonValue {}

  /** true or false. */
  record Flag(boolean value) implements JsonValue {}

  /** null. */
  record Null() implements JsonValue {}

  /** A list. */
  record Items(List<JsonValue> values) implements JsonValue {
    /** Copies the list. */
    public Items {
      values = List.copyOf(values);
    }
  }

  /** An object. */
  record Fields(Map<String, JsonValue> values) implements JsonValue {
    /** A field, or null when it is absent or null. */
    @Nullable JsonValue optional(String name) {
      JsonValue value = values.get(name);
      return value instanceof Null ? null : value;
    }

    /** A field that must be there and not null. */
    JsonValue required(String name) {
      JsonValue value = optional(name);
      if (value == null) {
        throw new DecodeException("field " + name + " is missing");
      }
      return value;
    }
  }
}
