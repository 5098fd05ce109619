package dev.kopi.apps.conformance.gossip;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Does what a recorded case says. */
interface CaseCheck {
  /** The first difference from the recording; null when there is none. */
  @Nullable String difference(JsonNode recorded);

  /** Compares a value. */
  static @Nullable String compare(String what, @Nullable Object recorded, @Nullable Object made) {
    return Objects.equals(recorded, made)
        ? null
        : what + " is " + shorten(made) + ", not " + shorten(recorded);
  }

  private static String shorten(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
