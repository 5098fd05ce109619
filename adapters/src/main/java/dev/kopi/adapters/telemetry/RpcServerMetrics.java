package dev.kopi.adapters.telemetry;

import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/** RPC server metrics: requests, responses and durations by method. */
public final class RpcServerMetrics implements RpcObserver {
  private static final double[] SECONDS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};

  private final String name;
  private final Counter requests;
  private final Counter responses;
  private final Histogram durations;

  /**
   * Registers the metrics.
   *
   * @param name the value of the label {@code rpc}
   */
  public RpcServerMetrics(Metrics metrics, String name) {
    this.name = name;
    requests =
        metrics.counter("rpc_server_requests", "Total requests to the RPC server", "rpc", "method");
    responses =
        metrics.counter(
            "rpc_server_responses", "Total RPC request responses served", "rpc", "method", "error");
    durations =
        metrics.histogram(
            "rpc_server_request_duration_seconds",
            "Histogram of RPC server request durations",
            SECONDS,
            "rpc",
            "method");
  }

  @Override
  public void answered(String method, long nanos, int errorCode) {
    requests.labelValues(name, method).inc();
    responses.labelValues(name, method, errorCode == 0 ? "<nil>" : "rpc_" + errorCode).inc();
    durations.labelValues(name, method).observe(nanos / 1e9);
  }
}
