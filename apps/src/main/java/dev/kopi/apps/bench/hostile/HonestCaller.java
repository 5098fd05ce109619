package dev.kopi.apps.bench.hostile;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Calls {@code eth_blockNumber} 25 times a second, each time measuring how long it takes. */
final class HonestCaller implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long PAUSE_MILLIS = 40;

  private final HttpRpcClient rpc;
  private final Thread thread;
  private final List<Long> micros = Collections.synchronizedList(new ArrayList<>());
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean closed;

  /** It calls from now on. */
  HonestCaller(URI url) {
    rpc = new HttpRpcClient(url, TIMEOUT);
    thread = Thread.ofPlatform().name("honest-caller").daemon(true).start(this::call);
  }

  private void call() {
    while (!closed) {
      long start = System.nanoTime();
      try {
        rpc.call("eth_blockNumber");
      } catch (RpcException | RpcTransportException e) {
        if (!closed) {
          failures.add(String.valueOf(e.getMessage()));
        }
      }
      micros.add((System.nanoTime() - start) / 1000);
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** How many calls were made. */
  int calls() {
    return micros.size();
  }

  /** The answers that did not come. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** The time that 99 of 100 calls stay below, in milliseconds. */
  double p99Millis() {
    List<Long> sorted = new ArrayList<>(micros);
    Collections.sort(sorted);
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * 99L / 100)) / 1000.0;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join(TIMEOUT);
  }
}
