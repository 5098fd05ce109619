package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The tracers by the names that go-ethereum gave them. */
public final class TraceGatherers {
  private TraceGatherers() {}

  /**
   * The tracer that is asked for.
   *
   * @param reverts tells the text of a revert, or null
   * @throws RpcException when there is none of this name
   */
  public static TraceGatherer of(TraceOptions options, Function<Bytes, @Nullable String> reverts) {
    String name = options.tracer();
    if (name == null) {
      return new TimedGatherer(new OperationGatherer(options), options.timeoutMillis());
    }
    try {
      return new TimedGatherer(
          named(name, options.tracerConfig(), reverts), options.timeoutMillis());
    } catch (DecodeException e) {
      throw RpcException.invalidParams("tracerConfig: " + e.getMessage());
    }
  }

  private static TraceGatherer named(
      String name, @Nullable JsonNode config, Function<Bytes, @Nullable String> reverts) {
    return switch (name) {
      case "callTracer" -> new CallGatherer(config, reverts::apply);
      case "prestateTracer" -> new PrestateGatherer(config);
      case "4byteTracer" -> new SelectorGatherer();
      case "noopTracer" -> new NothingGatherer();
      case "muxTracer" -> several(config, reverts);
      default ->
          throw RpcException.server(
              "tracer '"
                  + name
                  + "' is not known: there are callTracer, prestateTracer, 4byteTracer,"
                  + " muxTracer and noopTracer");
    };
  }

  private static TraceGatherer several(
      @Nullable JsonNode config, Function<Bytes, @Nullable String> reverts) {
    Map<String, TraceGatherer> parts = new TreeMap<>();
    if (config == null || !config.isObject()) {
      throw new DecodeException("an object of tracers with their options is expected");
    }
    config
        .properties()
        .forEach(part -> {
          if (part.getKey().equals("muxTracer")) {
            throw new DecodeException("a muxTracer cannot hold another one");
          }
          JsonNode own = part.getValue().isNull() ? null : part.getValue();
          parts.put(part.getKey(), named(part.getKey(), own, reverts));
        });
    return new SeveralGatherers(parts);
  }
}
