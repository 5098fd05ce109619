package dev.kopi.adapters.rpc.client;

import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Explains why a server refuses a JWT: another secret, or a clock that differs. */
final class JwtRefusal {
  private static final int MAX_TEXT = 200;

  private JwtRefusal() {}

  /** One line for a response with status 401. */
  static String describe(HttpResponse response, Instant now) {
    String text = new String(response.body().unsafeArray(), StandardCharsets.UTF_8).strip();
    String reason = text.substring(0, Math.min(MAX_TEXT, text.length()));
    return describe(reason, response.date(), now);
  }

  private static String describe(String reason, @Nullable Instant server, Instant now) {
    String refused = "HTTP status 401: the server refuses the JWT: " + reason;
    boolean stale = reason.contains("stale") || reason.contains("future");
    if (server == null) {
      return stale
          ? refused
              + ": the clocks differ by more than "
              + JwtSecret.MAX_SKEW_SECONDS
              + " s: this machine has "
              + now.truncatedTo(ChronoUnit.SECONDS)
          : refused;
    }
    long apart = Math.abs(Duration.between(now, server).toSeconds());
    if (!stale && apart <= JwtSecret.MAX_SKEW_SECONDS) {
      return refused;
    }
    return refused
        + ": the clocks differ by "
        + apart
        + " s (at most "
        + JwtSecret.MAX_SKEW_SECONDS
        + " s are allowed): this machine has "
        + now.truncatedTo(ChronoUnit.SECONDS)
        + ", the server "
        + server.truncatedTo(ChronoUnit.SECONDS);
  }
}
