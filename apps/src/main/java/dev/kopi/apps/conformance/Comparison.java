package dev.kopi.apps.conformance;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares what was recorded with what Kopi makes of it. */
public final class Comparison {
  private static final int MAX_TEXT = 300;

  private Comparison() {}

  /** The difference of two values in words; null when they are equal. */
  public static @Nullable String of(String what, @Nullable Object recorded, @Nullable Object made) {
    return Objects.equals(recorded, made)
        ? null
        : what + " is " + shorten(made) + ", not " + shorten(recorded);
  }

  private static String shorten(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
