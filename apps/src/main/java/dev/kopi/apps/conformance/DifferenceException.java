package dev.kopi.apps.conformance;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Kopi does not do what was recorded. */
public final class DifferenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 200;

  /** With what differs. */
  public DifferenceException(String message) {
    super(message, null, false, false);
  }

  /**
   * Compares what was recorded with what Kopi makes.
   *
   * @param what a name for it
   * @throws DifferenceException when they are not equal
   */
  public static void equal(String what, @Nullable Object recorded, @Nullable Object made) {
    if (!Objects.equals(recorded, made)) {
      throw new DifferenceException(what + " is " + shorten(made) + ", not " + shorten(recorded));
    }
  }

  private static String shorten(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
