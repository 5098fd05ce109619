package dev.kopi.adapters.rpc.http;

import dev.kopi.core.primitives.Bytes;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response of an HTTP server.
 *
 * @param status the status code
 * @param headers by name in lower case
 * @param body the bytes
 */
public record HttpResponse(int status, Map<String, String> headers, Bytes body) {
  private static final int MAX_SECONDS_DIGITS = 9;

  /** Copies the headers. */
  public HttpResponse {
    headers = Map.copyOf(headers);
  }

  /** How long the server asks to wait before the next request; null when it does not ask. */
  public @Nullable Duration retryAfter(Instant now) {
    String value = headers.get("retry-after");
    if (value == null) {
      return null;
    }
    if (!value.isEmpty()
        && value.length() <= MAX_SECONDS_DIGITS
        && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    Instant until = httpDate(value);
    if (until == null) {
      return null;
    }
    Duration wait = Duration.between(now, until);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  /** The server's clock when it responded; null when it did not say. */
  public @Nullable Instant date() {
    String value = headers.get("date");
    return value == null ? null : httpDate(value);
  }

  private static @Nullable Instant httpDate(String value) {
    try {
      return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
