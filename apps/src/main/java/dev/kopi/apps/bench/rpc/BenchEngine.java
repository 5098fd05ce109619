package dev.kopi.apps.bench.rpc;

import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.client.EngineApiClient;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An engine as a process of its own. */
public final class BenchEngine implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long START_MILLIS = 60_000;

  private final String name;
  private final URI url;
  private final HttpRpcClient rpc;
  private final EngineApiClient api;
  private final ProcessHandle process;
  private final @Nullable Process own;

  private BenchEngine(
      String name,
      URI url,
      URI engineUrl,
      JwtSecret jwt,
      ProcessHandle process,
      @Nullable Process own) {
    this.name = name;
    this.url = url;
    this.rpc = new HttpRpcClient(url, TIMEOUT);
    this.api =
        new EngineApiClient(
            new HttpRpcClient(engineUrl, TIMEOUT, jwt, Map.of(), InstantSource.system()));
    this.process = process;
    this.own = own;
  }

  /**
   * Starts Kopi's engine and waits until it answers.
   *
   * @param java the Java command with class path and main class
   * @param genesis the genesis file
   * @param folder receives its data and its log
   * @throws IllegalStateException when it does not start
   */
  public static BenchEngine start(List<String> java, Path genesis, Path folder)
      throws IOException, InterruptedException {
    int port = freePort();
    int enginePort = freePort();
    Path jwt = folder.resolve("jwt.hex");
    JwtSecret secret = JwtSecret.readOrCreate(jwt);
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of("engine", "--chain", genesis.toString()));
    command.addAll(List.of("--datadir", folder.resolve("data").toString()));
    command.addAll(List.of("--http", "--http.port", Integer.toString(port)));
    command.addAll(List.of("--authrpc.port", Integer.toString(enginePort)));
    command.addAll(List.of("--authrpc.jwtsecret", jwt.toString()));
    command.addAll(List.of("--txpool.accountslots", "256"));
    Path log = folder.resolve("engine.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    BenchEngine engine =
        new BenchEngine(
            "Kopi",
            URI.create("http://127.0.0.1:" + port),
            URI.create("http://127.0.0.1:" + enginePort),
            secret,
            process.toHandle(),
            process);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
    while (!engine.answers()) {
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        process.destroy();
        throw new IllegalStateException("the engine did not start:\n" + Files.readString(log));
      }
      Thread.sleep(50);
    }
    return engine;
  }

  /**
   * An engine that runs, on the same genesis block.
   *
   * @param url its RPC
   * @param engineUrl its Engine API
   * @param jwt the secret of its Engine API
   * @param pid its process
   * @throws IllegalStateException when there is no such process
   */
  public static BenchEngine running(String name, URI url, URI engineUrl, JwtSecret jwt, long pid) {
    ProcessHandle process =
        ProcessHandle.of(pid)
            .orElseThrow(() -> new IllegalStateException("there is no process " + pid));
    return new BenchEngine(name, url, engineUrl, jwt, process, null);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() {
    try {
      rpc.call("eth_chainId");
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** What it is called in the output. */
  public String name() {
    return name;
  }

  URI url() {
    return url;
  }

  HttpRpcClient rpc() {
    return rpc;
  }

  EngineApiClient api() {
    return api;
  }

  /** The processor time of its process so far. */
  Duration cpu() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(
            () -> new IllegalStateException("the processor time of " + name + " is unknown"));
  }

  @Override
  public void close() {
    Process started = own;
    if (started == null) {
      return;
    }
    started.destroy();
    try {
      if (!started.waitFor(1, TimeUnit.MINUTES)) {
        started.destroyForcibly();
      }
    } catch (InterruptedException e) {
      started.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
