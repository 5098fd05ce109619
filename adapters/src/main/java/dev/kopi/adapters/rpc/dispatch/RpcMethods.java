package dev.kopi.adapters.rpc.dispatch;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A registry of the methods and event streams of a server. Filled before the server starts, then
 * only read.
 */
public final class RpcMethods {
  private final Map<String, RpcHandler> handlers = new TreeMap<>();
  private final Map<String, Map<String, Subscribable>> streams = new TreeMap<>();

  /**
   * Adds a method.
   *
   * @throws IllegalArgumentException when the name is taken
   */
  public RpcMethods add(String name, RpcHandler handler) {
    if (handlers.putIfAbsent(name, handler) != null) {
      throw new IllegalArgumentException("method " + name + " is registered twice");
    }
    return this;
  }

  /**
   * Adds an event stream: {@code namespace_subscribe} with the stream's name as first parameter.
   */
  public RpcMethods addStream(String namespace, String name, Subscribable stream) {
    streams.computeIfAbsent(namespace, n -> new TreeMap<>()).put(name, stream);
    return this;
  }

  /** Adds all of another registry's methods and streams. */
  public RpcMethods addAll(RpcMethods other) {
    other.handlers.forEach(this::add);
    other.streams.forEach(
        (namespace, map) -> map.forEach((name, stream) -> addStream(namespace, name, stream)));
    return this;
  }

  /** A copy with each handler wrapped. */
  public RpcMethods each(UnaryOperator<RpcHandler> around) {
    RpcMethods out = new RpcMethods();
    handlers.forEach((name, handler) -> out.add(name, around.apply(handler)));
    out.streams.putAll(streams);
    return out;
  }

  /** A copy with only the methods and streams of some namespaces, such as "eth". */
  public RpcMethods only(Set<String> namespaces) {
    RpcMethods out = new RpcMethods();
    handlers.forEach((name, handler) -> {
      if (namespaces.contains(namespace(name))) {
        out.add(name, handler);
      }
    });
    streams.forEach((namespace, map) -> {
      if (namespaces.contains(namespace)) {
        map.forEach((name, stream) -> out.addStream(namespace, name, stream));
      }
    });
    return out;
  }

  /** The names of all methods, in order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(handlers.keySet());
  }

  /** The namespaces of all methods, in order. */
  Set<String> namespaces() {
    Set<String> out = new TreeSet<>();
    handlers.keySet().forEach(name -> out.add(namespace(name)));
    return out;
  }

  /** The handler of a method, or null. */
  public @Nullable RpcHandler handler(String name) {
    return handlers.get(name);
  }

  boolean hasStreams(String namespace) {
    return streams.containsKey(namespace);
  }

  /** An event stream, or null. */
  public @Nullable Subscribable stream(String namespace, String name) {
    return streams.getOrDefault(namespace, Map.of()).get(name);
  }

  private static String namespace(String method) {
    int end = method.indexOf('_');
    return end < 0 ? "" : method.substring(0, end);
  }
}
