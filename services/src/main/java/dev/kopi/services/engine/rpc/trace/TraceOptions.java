package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.primitives.DecodeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The options of a trace, in go-ethereum's format.
 *
 * @param tracer the name of the tracer, or null for the struct logger
 * @param tracerConfig the tracer's own options, or null
 * @param memory whether operations include the memory
 * @param stack whether operations include the stack
 * @param storage whether operations include the accessed slots
 * @param returnData whether operations include the return data of the last call
 * @param limit the size in bytes after which operations are omitted; 0 for the server's limit
 * @param timeout the timeout of one transaction
 */
public record TraceOptions(
    @Nullable String tracer,
    @Nullable JsonNode tracerConfig,
    boolean memory,
    boolean stack,
    boolean storage,
    boolean returnData,
    long limit,
    Duration timeout) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
  private static final long MAX_TIMEOUT_MILLIS = 60_000;

  /**
   * Reads the options; null takes the defaults.
   *
   * @throws RpcException when they are malformed
   */
  public static TraceOptions read(@Nullable JsonNode json) {
    if (json == null) {
      return new TraceOptions(null, null, false, true, true, false, 0, DEFAULT_TIMEOUT);
    }
    try {
      JsonNode tracer = JsonFields.optional(json, "tracer");
      JsonNode timeout = JsonFields.optional(json, "timeout");
      Long limit = JsonFields.optionalNumber(json, "limit");
      return new TraceOptions(
          tracer == null ? null : JsonFields.text(tracer, "tracer"),
          JsonFields.optional(json, "tracerConfig"),
          flag(json, "enableMemory"),
          !flag(json, "disableStack"),
          !flag(json, "disableStorage"),
          flag(json, "enableReturnData"),
          limit == null ? 0 : limit,
          timeout == null ? DEFAULT_TIMEOUT : duration(JsonFields.text(timeout, "timeout")));
    } catch (DecodeException e) {
      throw RpcException.invalidParams("trace options: " + e.getMessage());
    }
  }

  /** A flag that is false when it is absent. */
  static boolean flag(@Nullable JsonNode json, String name) {
    JsonNode value = json == null ? null : JsonFields.optional(json, name);
    return value != null && JsonFields.asBool(value, name);
  }

  /** A duration in Go's format, with one unit: "300ms", "10s", "2m". */
  private static Duration duration(String text) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    long perUnit =
        switch (text.substring(digits)) {
          case "ms" -> 1;
          case "s" -> Duration.ofSeconds(1).toMillis();
          case "m" -> Duration.ofMinutes(1).toMillis();
          default -> 0;
        };
    if (digits == 0 || digits > 9 || perUnit == 0) {
      throw new DecodeException("timeout is a number with ms, s or m, found '" + text + "'");
    }
    long millis = Long.parseLong(text.substring(0, digits)) * perUnit;
    return Duration.ofMillis(Math.clamp(millis, 1, MAX_TIMEOUT_MILLIS));
  }
}
