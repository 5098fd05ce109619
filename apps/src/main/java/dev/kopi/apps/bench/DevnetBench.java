package dev.kopi.apps.bench;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.telemetry.ProcessMemory;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.apps.wallet.Outgoing;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/**
 * Starts a devnet as a process of its own and sends a transfer on L2, until the verifier has
 * derived it from L1.
 */
public final class DevnetBench {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 20;
  private static final long PATIENCE_MILLIS = 120_000;
  private static final long SETTLE_MILLIS = 10_000;

  private final List<String> java;
  private final Path directory;
  private final long idleMillis;

  /**
   * A benchmark that is not started.
   *
   * @param java the Java command with class path and main class
   * @param directory the working directory, which receives the log
   * @param idleMillis how long to measure the idle devnet; 0 to skip it
   */
  public DevnetBench(List<String> java, Path directory, long idleMillis) {
    this.java = List.copyOf(java);
    this.directory = directory;
    this.idleMillis = idleMillis;
  }

  /**
   * Measures once.
   *
   * @throws IllegalStateException when the devnet does not start or make progress
   */
  public DevnetFigures run() throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (DevnetProcess devnet = DevnetProcess.start(java, directory)) {
      return measure(devnet.description(), devnet.handle(), start);
    }
  }

  private DevnetFigures measure(JsonNode devnet, ProcessHandle process, long start)
      throws InterruptedException {
    JsonNode sequencer = JsonFields.required(devnet, "sequencer");
    long up = millisSince(start);
    long upCpu = processorTime(process).toMillis();
    EthClient engine = new EthClient(client(sequencer, "rpc")::call);
    RollupClient verifier =
        new RollupClient(client(JsonFields.required(devnet, "verifier"), "node")::call);
    await("a first L2 block", () -> engine.blockNumber() > 0);
    long firstBlock = millisSince(start);
    Wallet wallet =
        new Wallet(
            engine,
            MnemonicAccount.TEN.getFirst().privateKey(),
            NativeCrypto.create().secp256k1(),
            InstantSource.system(),
            TIMEOUT);
    MinedTransaction mined =
        wallet.send(
            new Outgoing(
                "a transfer",
                MnemonicAccount.TEN.get(1).address(),
                UInt256.ONE,
                Bytes.EMPTY,
                21_000L));
    await(
        "a safe block with the transfer",
        () -> verifier.syncStatus().safeL2().number() >= mined.block().number());
    long firstSafe = millisSince(start);
    double idle = idleMillis == 0 ? Double.NaN : idleCores(process);
    long peak = ProcessMemory.peakMib(process.pid());
    return new DevnetFigures(up, upCpu, firstBlock, firstSafe, peak, idle);
  }

  private static HttpRpcClient client(JsonNode part, String name) {
    return new HttpRpcClient(URI.create(JsonFields.text(part, name, "")), TIMEOUT);
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (millisSince(start) > PATIENCE_MILLIS) {
        throw new IllegalStateException("no " + what + " after " + PATIENCE_MILLIS / 1000 + " s");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private double idleCores(ProcessHandle process) throws InterruptedException {
    Thread.sleep(SETTLE_MILLIS);
    Duration before = processorTime(process);
    long start = System.nanoTime();
    Thread.sleep(idleMillis);
    Duration used = processorTime(process).minus(before);
    return used.toNanos() / (double) (System.nanoTime() - start);
  }

  private static Duration processorTime(ProcessHandle process) {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("the system does not report processor times"));
  }
}
