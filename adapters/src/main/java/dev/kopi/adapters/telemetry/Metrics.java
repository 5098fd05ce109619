package dev.kopi.adapters.telemetry;

import dev.kopi.adapters.rpc.server.GetRoute;
import dev.kopi.core.primitives.Bytes;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one process, with a common name prefix as in the reference: {@code
 * op_node_default_up}. Serves {@code GET /metrics}. Thread-safe.
 */
public final class Metrics implements GetRoute {
  private static final String PATH = "/metrics";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final String prefix;

  /** A registry with the metrics of the process itself. */
  public Metrics(String prefix) {
    this.prefix = prefix.isEmpty() ? "" : prefix + "_";
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    global("jvm_memory_used_bytes", "Heap in use", () -> memory.getHeapMemoryUsage().getUsed());
    global("jvm_memory_max_bytes", "The most heap", () -> memory.getHeapMemoryUsage().getMax());
    global(
        "jvm_memory_nonheap_used_bytes",
        "Metaspace and compiled code in use",
        () -> memory.getNonHeapMemoryUsage().getUsed());
    global("jvm_buffer_pool_used_bytes", "Direct buffers in use", ProcessMemory::directBytes);
    global(
        "process_resident_memory_bytes",
        "Resident memory; -1 when unknown",
        ProcessMemory::ownResidentBytes);
    global(
        "process_memory_bound_bytes",
        "What resident memory is to stay below, as the launcher states it; -1 when it does not",
        ProcessMemory::boundBytes);
    global(
        "jvm_threads_current",
        "Platform threads",
        () -> ManagementFactory.getThreadMXBean().getThreadCount());
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      CounterWithCallback.builder()
          .name("process_cpu_seconds")
          .help("CPU time that was used")
          .callback(told -> told.call(system.getProcessCpuTime() / 1e9))
          .register(registry);
    }
  }

  private void global(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(told -> told.call(value.getAsDouble()))
        .register(registry);
  }

  /** Publishes the version, and sets {@code up}. */
  public void up(String version) {
    Info.builder()
        .name(prefix + "info")
        .help("Pseudo-metric tracking version and config info")
        .labelNames("version")
        .register(registry)
        .setLabelValues(version);
    gauge("up", "1 if the process has finished starting up").set(1);
  }

  /** A gauge. */
  public Gauge gauge(String name, String help, String... labels) {
    return Gauge.builder().name(prefix + name).help(help).labelNames(labels).register(registry);
  }

  /** A gauge whose value is read at each scrape. */
  public void watch(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(prefix + name)
        .help(help)
        .callback(told -> told.call(value.getAsDouble()))
        .register(registry);
  }

  /** Gauges by the value of a label, which are read at each scrape. */
  public void watch(String name, String help, String label, Supplier<Map<String, Double>> values) {
    GaugeWithCallback.builder()
        .name(prefix + name)
        .help(help)
        .labelNames(label)
        .callback(told -> values.get().forEach((key, value) -> told.call(value, key)))
        .register(registry);
  }

  /** Counters by the value of a label, which are read at each scrape. */
  public void count(String name, String help, String label, Supplier<Map<String, Long>> values) {
    CounterWithCallback.builder()
        .name(prefix + name)
        .help(help)
        .labelNames(label)
        .callback(told -> values.get().forEach((key, value) -> told.call(value, key)))
        .register(registry);
  }

  /** A counter; {@code _total} is appended to its name. */
  public Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(prefix + name).help(help).labelNames(labels).register(registry);
  }

  /** A histogram of durations or sizes. */
  public Histogram histogram(String name, String help, double[] bounds, String... labels) {
    return Histogram.builder()
        .name(prefix + name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(bounds)
        .labelNames(labels)
        .register(registry);
  }

  /** An event: its count as {@code NAME_total}, and the time of the last one. */
  public Event event(String name, String what, String... labels) {
    return new Event(
        counter(name, "Count of " + what + " events", labels),
        gauge("last_" + name + "_unix", "Timestamp of last " + what + " event", labels));
  }

  /** Records events. */
  public static final class Event {
    private final Counter count;
    private final Gauge last;

    private Event(Counter count, Gauge last) {
      this.count = count;
      this.last = last;
    }

    /** Records an event now. */
    public void happened(String... labels) {
      count.labelValues(labels).inc();
      last.labelValues(labels).set(System.currentTimeMillis() / 1000.0);
    }
  }

  /** All metrics in Prometheus' text format. */
  public String text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(out);
    return out.toString(java.nio.charset.StandardCharsets.UTF_8);
  }

  private void write(ByteArrayOutputStream out) {
    try {
      writer.write(out, registry.scrape(), EscapingScheme.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public @Nullable Response get(String path, Map<String, List<String>> query) {
    if (!path.equals(PATH)) {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(out);
    return new Response(
        200, PrometheusTextFormatWriter.CONTENT_TYPE, Bytes.wrap(out.toByteArray()));
  }
}
