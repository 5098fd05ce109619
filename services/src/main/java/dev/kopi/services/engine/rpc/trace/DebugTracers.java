package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.services.engine.rpc.trace.script.ScriptTracer;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The tracers, by their names in go-ethereum. */
public final class DebugTracers {
  private DebugTracers() {}

  /**
   * The tracer that the options select: by name, else a script.
   *
   * @throws RpcException when the script is malformed
   */
  public static DebugTracer of(TraceOptions options) {
    String name = options.tracer();
    TraceSize size = new TraceSize();
    if (name == null) {
      return new ScopedTracer(new StructLogger(options, size));
    }
    try {
      return new ScopedTracer(named(name, options.tracerConfig(), options, size));
    } catch (DecodeException e) {
      throw RpcException.invalidParams("tracerConfig: " + e.getMessage());
    }
  }

  private static DebugTracer named(
      String name, @Nullable JsonNode config, TraceOptions options, TraceSize size) {
    return switch (name) {
      case "callTracer" -> new CallTreeTracer(config, size);
      case "prestateTracer" -> new PrestateTracer(config, size);
      case "flatCallTracer" -> new FlatCallTracer(config, size);
      case "erc7562Tracer" -> new Erc7562Tracer(config, size);
      case "4byteTracer" -> new FourByteTracer(size);
      case "keccak256PreimageTracer" -> new PreimageTracer(size);
      case "opcountTracer" -> new OpcodeCounter(OpcodeCounter.Unit.ANY, size);
      case "unigramTracer" -> new OpcodeCounter(OpcodeCounter.Unit.ONE, size);
      case "bigramTracer" -> new OpcodeCounter(OpcodeCounter.Unit.TWO, size);
      case "trigramTracer" -> new OpcodeCounter(OpcodeCounter.Unit.THREE, size);
      case "noopTracer" -> new NoopTracer();
      case "muxTracer" -> mux(config, options, size);
      default -> new ScriptTracer(name, config, options.timeout(), size);
    };
  }

  private static DebugTracer mux(@Nullable JsonNode config, TraceOptions options, TraceSize size) {
    Map<String, DebugTracer> parts = new TreeMap<>();
    if (config == null) {
      return new MuxTracer(parts);
    }
    if (!config.isObject()) {
      throw new DecodeException("an object of tracers with their options is expected");
    }
    config
        .properties()
        .forEach(part -> {
          if (part.getKey().equals("muxTracer")) {
            throw new DecodeException("a muxTracer cannot hold another one");
          }
          JsonNode own = part.getValue().isNull() ? null : part.getValue();
          parts.put(part.getKey(), named(part.getKey(), own, options, size));
        });
    return new MuxTracer(parts);
  }
}
