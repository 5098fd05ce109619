package dev.kopi.apps.bench.rpc;

import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Calls one method again and again over 8 connections. */
final class RpcLoad {
  private static final int CONNECTIONS = 8;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_RESPONSE = 1 << 28;
  private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/json");
  private static final int LOOKED_AT = 200;
  private static final int MOST_FACTOR = 4;
  private static final long LOOK_MILLIS = 50;

  private final BenchEngine engine;

  /**
   * What calls took.
   *
   * @param calls how many there were
   * @param cpuMicros the processor time of the engine for one call
   * @param medianMicros the median of their times
   * @param p99Micros the time that 99 of 100 stay below
   */
  record Figures(long calls, double cpuMicros, double medianMicros, double p99Micros) {
    /** With the processor time for one of so many items that a call returns. */
    Figures per(double items) {
      return new Figures(calls, cpuMicros / items, medianMicros, p99Micros);
    }
  }

  RpcLoad(BenchEngine engine) {
    this.engine = engine;
  }

  /**
   * Warms up, then measures. Both take so much processor time of the engine, or four times as long:
   * other processes on the machine do not count.
   *
   * @param request the n-th request's method and parameters, as in {@code "eth_chainId",
   *     "params":[]}
   */
  Figures measure(LongFunction<String> request, Duration warmUp, Duration time)
      throws InterruptedException {
    AtomicLong turn = new AtomicLong();
    run(request, turn, warmUp);
    Duration before = engine.cpu();
    List<Long> nanos = run(request, turn, time);
    Duration used = engine.cpu().minus(before);
    Collections.sort(nanos);
    int calls = nanos.size();
    return new Figures(
        calls,
        used.toNanos() / 1000.0 / calls,
        nanos.get(calls / 2) / 1000.0,
        nanos.get(Math.min(calls - 1, calls * 99 / 100)) / 1000.0);
  }

  private List<Long> run(LongFunction<String> request, AtomicLong turn, Duration time)
      throws InterruptedException {
    Duration cpuEnd = engine.cpu().plus(time);
    long latest = System.nanoTime() + MOST_FACTOR * time.toNanos();
    AtomicBoolean ended = new AtomicBoolean();
    List<Long> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Callable<List<Long>>> work =
          Collections.nCopies(CONNECTIONS, () -> calls(request, turn, ended));
      List<Future<List<Long>>> running = work.stream().map(threads::submit).toList();
      while (System.nanoTime() - latest < 0 && engine.cpu().compareTo(cpuEnd) < 0) {
        Thread.sleep(LOOK_MILLIS);
      }
      ended.set(true);
      for (Future<List<Long>> one : running) {
        all.addAll(one.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(engine.name() + ": " + e.getCause(), e);
    }
    return all;
  }

  private List<Long> calls(LongFunction<String> request, AtomicLong turn, AtomicBoolean ended) {
    HttpEndpoint http = new HttpEndpoint(engine.url(), MAX_RESPONSE);
    List<Long> nanos = new ArrayList<>();
    do {
      String body =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":" + request.apply(turn.getAndIncrement()) + "}";
      long start = System.nanoTime();
      HttpResponse answer = http.post("", HEADERS, body.getBytes(StandardCharsets.UTF_8), TIMEOUT);
      nanos.add(System.nanoTime() - start);
      check(body, answer);
    } while (!ended.get());
    return nanos;
  }

  private static void check(String request, HttpResponse answer) {
    byte[] body = answer.body().unsafeArray();
    String begin = new String(body, 0, Math.min(body.length, LOOKED_AT), StandardCharsets.UTF_8);
    if (answer.status() != 200
        || begin.contains("\"error\":{\"code\"")
        || begin.contains(":null}")) {
      throw new RpcTransportException(request + " returned " + answer.status() + " " + begin);
    }
  }
}
