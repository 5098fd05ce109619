package dev.kopi.tests.system;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** {@code kopi devnet --json} as a process, and clients of its parts. */
final class RunningDevnet implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final KopiProcess process;
  private final JsonNode description;

  private RunningDevnet(KopiProcess process, JsonNode description) {
    this.process = process;
    this.description = description;
  }

  /** Starts it on a directory and waits until all is up. */
  static RunningDevnet start(Path datadir, String... more) {
    List<String> arguments = new java.util.ArrayList<>();
    arguments.addAll(List.of("devnet", "--datadir=" + datadir, "--ports=0", "--json"));
    arguments.addAll(List.of(more));
    KopiProcess process = KopiProcess.start(datadir.resolveSibling("devnet.log"), arguments);
    try {
      byte[] line = process.firstLine().getBytes(StandardCharsets.UTF_8);
      return new RunningDevnet(process, Json.parse(line));
    } catch (RuntimeException | AssertionError e) {
      process.close();
      throw e;
    }
  }

  /** The line of JSON. */
  String description() {
    return Json.text(description);
  }

  /** A value of the line of JSON. */
  String value(String part, String name) {
    return description.path(part).path(name).stringValue();
  }

  /** An engine: {@code l1}, {@code sequencer} or {@code verifier}. */
  EthClient chain(String part) {
    return new EthClient(new HttpRpcClient(URI.create(value(part, "rpc")), TIMEOUT)::call);
  }

  /** A rollup node: {@code sequencer} or {@code verifier}. */
  RollupClient node(String part) {
    return new RollupClient(new HttpRpcClient(URI.create(value(part, "node")), TIMEOUT)::call);
  }

  /** The number of a rollup node's safe head. */
  long safe(String part) {
    return node(part).syncStatus().safeL2().number();
  }

  Hash hashAt(String part, long number) {
    return Objects.requireNonNull(
            chain(part).header(EthClient.at(number)), () -> part + " has no block " + number)
        .hash();
  }

  /** Sends a wei on L2. */
  void transfer() {
    new Sender(
            chain("sequencer"),
            UInt256.of(901),
            MnemonicAccount.TEN.get(0).privateKey(),
            NativeCrypto.create())
        .transfer(MnemonicAccount.TEN.get(1).address());
  }

  String log() {
    return process.log();
  }

  /** Ends it at once. */
  void kill() {
    process.kill();
  }

  /** Lets it end in order. */
  @Override
  public void close() {
    process.close();
  }
}
