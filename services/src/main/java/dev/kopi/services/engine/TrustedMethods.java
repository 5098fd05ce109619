package dev.kopi.services.engine;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.services.lifecycle.MailboxException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Methods of the namespace {@code debug} that move the chain's head or tell of the process. Only
 * for the port whose callers are authenticated.
 */
public final class TrustedMethods {
  private final Engine engine;

  /** For one engine. */
  public TrustedMethods(Engine engine) {
    this.engine = engine;
  }

  /** Adds the methods. */
  public void addTo(RpcMethods methods) {
    methods.add("debug_setHead", this::setHead);
    methods.add("debug_memStats", params -> memory());
    methods.add("debug_gcStats", params -> collections());
    methods.add("debug_stacks", params -> JsonValues.text(stacks()));
    methods.add("debug_freeOSMemory", params -> freeMemory());
    methods.add("debug_setGCPercent", params -> refuse());
    methods.add("debug_setMemoryLimit", params -> refuse());
  }

  private JsonNode setHead(Params params) {
    long number = params.quantity(0);
    try {
      if (!engine.setHead(number)) {
        throw RpcException.server("not allowed to rewind to a future block");
      }
    } catch (MailboxException e) {
      throw RpcException.server(String.valueOf(e.getMessage()));
    }
    return JsonValues.nothing();
  }

  private static JsonNode refuse() {
    throw RpcException.server(
        "the Java runtime takes the limits of its heap at its start: set KOPI_JAVA_OPTS");
  }

  private static JsonNode freeMemory() {
    ManagementFactory.getMemoryMXBean().gc();
    return JsonValues.nothing();
  }

  /** Those fields of Go's runtime.MemStats that a Java process has. */
  private static JsonNode memory() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
    ObjectNode json = Json.object();
    json.put("Alloc", heap.getUsed());
    json.put("Sys", heap.getCommitted() + other.getCommitted());
    json.put("HeapAlloc", heap.getUsed());
    json.put("HeapSys", heap.getCommitted());
    json.put("HeapIdle", heap.getCommitted() - heap.getUsed());
    json.put("HeapInuse", heap.getUsed());
    json.put("PauseTotalNs", 1_000_000 * pauseMillis());
    json.put("NumGC", count());
    return json;
  }

  private static JsonNode collections() {
    return Json.object().put("NumGC", count()).put("PauseTotal", 1_000_000 * pauseMillis());
  }

  private static long count() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  private static long pauseMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }

  /** The stacks of all platform threads. */
  private static String stacks() {
    StringBuilder out = new StringBuilder();
    for (Map.Entry<Thread, StackTraceElement[]> one : Thread.getAllStackTraces().entrySet()) {
      out.append('"').append(one.getKey().getName()).append("\" ");
      out.append(one.getKey().getState()).append('\n');
      for (StackTraceElement frame : one.getValue()) {
        out.append("\tat ").append(frame).append('\n');
      }
      out.append('\n');
    }
    return out.toString();
  }
}
