package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.p2p.identity.NodeIdentity;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.http.HttpResponse;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.Hex;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.SyncStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A devnet's chain continues in seven processes that are connected only by files and URLs. */
class SeparateProcessesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir private Path directory = Path.of("");
  private final Deque<KopiProcess> processes = new ArrayDeque<>();
  private final Map<String, Integer> metrics = new LinkedHashMap<>();

  @AfterEach
  void stop() {
    while (!processes.isEmpty()) {
      processes.pop().close();
    }
  }

  @Test
  void theChainOfADevnetGoesOnInProcessesOfItsRoles() throws IOException {
    Path datadir = directory.resolve("chain");
    long left;
    Hash leftHash;
    try (RunningDevnet devnet = RunningDevnet.start(datadir)) {
      Await.until("a safe block", () -> devnet.safe("verifier") > 3, devnet::log);
      left = devnet.safe("verifier");
      leftHash = devnet.hashAt("verifier", left);
    }
    Path exports = datadir.resolve("exports");
    Endpoints l1 = startL1(datadir, exports);
    Endpoints sequencer = startEngine(datadir, exports, "sequencer", null);
    Endpoints verifier = startEngine(datadir, exports, "verifier", sequencer.rpc());
    int peerPort = Ports.free();
    int sequencerNode =
        startNode(
            exports,
            "sequencer-node",
            l1,
            sequencer,
            "--sequencer.enabled",
            "--sequencer.l1-confs=0",
            "--p2p.listen.tcp=" + peerPort,
            "--p2p.sequencer.key=" + Hex.encode(DevChainAccount.SEQUENCER.privateKey().toArray()));
    PeerId sequencerId =
        new NodeIdentity(
                PrivateKey.fromHex(Files.readString(peerKey("sequencer-node")).strip()),
                NativeCrypto.create().secp256k1())
            .peerId();
    int verifierNode =
        startNode(
            exports,
            "verifier-node",
            l1,
            verifier,
            "--p2p.listen.tcp=0",
            "--p2p.static=/ip4/127.0.0.1/tcp/" + peerPort + "/p2p/" + sequencerId);
    Await.until(
        "the verifier has a block that is not on L1",
        () -> {
          SyncStatus status = node(verifierNode).syncStatus();
          return status.unsafeL2().number() > status.safeL2().number() + 1;
        },
        this::logs);
    startBatcher(l1, sequencer, sequencerNode);
    Address factory = startProposer(exports, l1, sequencerNode);

    EthClient sequencerChain = client(sequencer.rpc());
    EthClient verifierChain = client(verifier.rpc());
    assertThat(hashAt(verifierChain, left)).as("the same chain").isEqualTo(leftHash);
    // The verifier's engine sends it on to the sequencer's.
    Hash transfer =
        new Sender(
                verifierChain,
                UInt256.of(901),
                MnemonicAccount.TEN.get(2).privateKey(),
                NativeCrypto.create())
            .transfer(MnemonicAccount.TEN.get(3).address());
    RollupClient node = node(verifierNode);
    Await.until(
        "the transfer is safe for the verifier",
        () -> {
          var mined = verifierChain.mined(transfer);
          return mined != null && mined.block().number() <= node.syncStatus().safeL2().number();
        },
        this::logs);
    long safe = node.syncStatus().safeL2().number();
    assertThat(safe).isGreaterThan(left);
    for (long number = 0; number <= safe; number++) {
      assertThat(hashAt(verifierChain, number)).isEqualTo(hashAt(sequencerChain, number));
    }
    DisputeGameFactory games = new DisputeGameFactory(client(l1.rpc()), factory);
    long before = games.gameCount();
    Await.until("another proposal", () -> games.gameCount() > before, this::logs);
    requireMetrics();
    requireCleanLogs();
  }

  private record Endpoints(int port, int other) {
    String rpc() {
      return url(port);
    }
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  private Endpoints startL1(Path datadir, Path exports) {
    Endpoints ports = new Endpoints(Ports.free(), Ports.free());
    run(
        "l1",
        Map.of(),
        "l1",
        "--datadir=" + datadir.resolve("l1"),
        "--genesis=" + exports.resolve("l1-genesis.json"),
        "--slot-time=2s",
        "--http.port=" + ports.port(),
        "--beacon.port=" + ports.other());
    awaitHealthy(ports.port());
    awaitHealthy(ports.other());
    return ports;
  }

  private Endpoints startEngine(
      Path datadir, Path exports, String name, @Nullable String sequencer) {
    Endpoints ports = new Endpoints(Ports.free(), Ports.free());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "engine",
                "--datadir=" + datadir.resolve(name),
                "--genesis=" + exports.resolve("genesis.json"),
                "--http.port=" + ports.port(),
                "--http.api=eth,net,web3,miner",
                "--authrpc.port=" + ports.other(),
                "--authrpc.jwtsecret=" + exports.resolve("jwt.hex")));
    if (sequencer != null) {
      arguments.add("--rollup.sequencerhttp=" + sequencer);
    }
    run(name, Map.of(), arguments.toArray(String[]::new));
    awaitHealthy(ports.port());
    return ports;
  }

  private Path peerKey(String name) {
    return directory.resolve(name + "-p2p.txt");
  }

  private int startNode(Path exports, String name, Endpoints l1, Endpoints engine, String... more) {
    int port = Ports.free();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "node",
                "--l1=" + l1.rpc(),
                "--l1.beacon=" + url(l1.other()),
                "--l1.http-poll-interval=500ms",
                "--l1.epoch-poll-interval=2s",
                "--l2=" + url(engine.other()),
                "--l2.jwt-secret=" + exports.resolve("jwt.hex"),
                "--rollup.config=" + exports.resolve("rollup.json"),
                "--rollup.l1-chain-config=" + exports.resolve("l1-genesis.json"),
                "--rpc.addr=127.0.0.1",
                "--rpc.port=" + port,
                "--p2p.listen.ip=127.0.0.1",
                "--p2p.no-discovery",
                "--p2p.peerstore.path=memory",
                "--p2p.priv.path=" + peerKey(name)));
    arguments.addAll(List.of(more));
    run(name, Map.of(), arguments.toArray(String[]::new));
    awaitHealthy(port);
    return port;
  }

  private void startBatcher(Endpoints l1, Endpoints engine, int node) {
    int port = Ports.free();
    run(
        "batcher",
        Map.of(
            "OP_BATCHER_PRIVATE_KEY",
            Hex.encode(DevChainAccount.BATCHER.privateKey().toArray()),
            "OP_BATCHER_NUM_CONFIRMATIONS",
            "1"),
        "batcher",
        "--l1-eth-rpc=" + l1.rpc(),
        "--l2-eth-rpc=" + engine.rpc(),
        "--rollup-rpc=" + url(node),
        "--poll-interval=500ms",
        "--max-channel-duration=2",
        "--txmgr.receipt-query-interval=500ms",
        "--data-availability-type=blobs",
        "--rpc.addr=127.0.0.1",
        "--rpc.port=" + port);
    awaitHealthy(port);
  }

  private Address startProposer(Path exports, Endpoints l1, int node) throws IOException {
    int port = Ports.free();
    String factory =
        Json.parse(Files.readAllBytes(exports.resolve("addresses.json")))
            .path("DisputeGameFactory")
            .stringValue();
    run(
        "proposer",
        Map.of(
            "OP_PROPOSER_PRIVATE_KEY", Hex.encode(DevChainAccount.PROPOSER.privateKey().toArray())),
        "proposer",
        "--l1-eth-rpc=" + l1.rpc(),
        "--rollup-rpc=" + url(node),
        "--game-factory-address=" + factory,
        "--proposal-interval=4s",
        "--poll-interval=1s",
        "--num-confirmations=1",
        "--txmgr.receipt-query-interval=500ms",
        "--allow-non-finalized",
        "--rpc.addr=127.0.0.1",
        "--rpc.port=" + port);
    awaitHealthy(port);
    return Address.fromHex(factory);
  }

  private void run(String name, Map<String, String> environment, String... arguments) {
    int port = Ports.free();
    metrics.put(name, port);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--metrics.enabled",
            "--metrics.addr=127.0.0.1",
            "--metrics.port=" + port,
            "--log.format=json",
            "--log.level=debug"));
    processes.push(KopiProcess.start(directory.resolve(name + ".log"), all, environment));
  }

  /** The metrics that a role serves. */
  private String metricsOf(String name) {
    HttpEndpoint client =
        new HttpEndpoint(URI.create(url(Objects.requireNonNull(metrics.get(name)))), 1 << 20);
    HttpResponse answer = client.get("/metrics", Map.of(), TIMEOUT);
    assertThat(answer.status()).isEqualTo(200);
    return new String(answer.body().toArray(), StandardCharsets.UTF_8);
  }

  private void requireMetrics() {
    for (String engine : List.of("l1", "sequencer", "verifier")) {
      assertThat(metricsOf(engine))
          .contains("chain_head_block ", "chain_head_safe ", "txpool_pending ", "up 1.0")
          .contains("rpc_server_requests_total{method=\"eth_chainId\",rpc=");
    }
    for (String node : List.of("sequencer-node", "verifier-node")) {
      assertThat(metricsOf(node))
          .contains("op_node_default_up 1.0")
          .contains("op_node_default_refs_number{layer=\"l1\",type=\"l1_head\"}")
          .contains("op_node_default_refs_number{layer=\"l2\",type=\"l2_safe\"}")
          .contains("op_node_default_derived_batches_total{type=\"singular\"}")
          .contains("op_node_default_pipeline_resets_total 1.0")
          .contains("op_node_default_derivation_idle ");
    }
    assertThat(metricsOf("sequencer-node"))
        .contains("op_node_default_sequencer_active 1.0")
        .contains("op_node_default_transactions_sequenced_total{type=\"deposits\"}");
    assertThat(metricsOf("verifier-node")).contains("op_node_default_sequencer_active 0.0");
    assertThat(metricsOf("batcher"))
        .contains("op_batcher_default_batcher_tx_total{stage=\"success\"}")
        // A channel whose blocks are safe before its confirmation arrives has no stage.
        .contains("op_batcher_default_channel_queue_length ")
        .contains("op_batcher_default_txmgr_current_nonce ")
        .contains("op_batcher_default_unsafe_da_bytes ")
        .contains("op_batcher_default_balance ");
    assertThat(metricsOf("proposer"))
        .contains("op_proposer_default_proposed_sequence_number ")
        .contains("op_proposer_default_txmgr_confirm_total{status=\"success\"}");
  }

  /** Every line is JSON, and none contains a key. */
  private void requireCleanLogs() {
    for (KopiProcess process : processes) {
      List<String> lines = process.log().lines().toList();
      assertThat(lines).isNotEmpty();
      for (String line : lines) {
        assertThat(Json.parse(line.getBytes(StandardCharsets.UTF_8)).path("lvl").isString())
            .as(line)
            .isTrue();
        for (DevChainAccount role : DevChainAccount.values()) {
          assertThat(line.toLowerCase(Locale.ROOT))
              .doesNotContain(Hex.encode(role.privateKey().toArray()).substring(2));
        }
      }
    }
  }

  private void awaitHealthy(int port) {
    Await.until(
        "port " + port + " is healthy",
        () -> {
          HttpEndpoint client = new HttpEndpoint(URI.create(url(port)), 1 << 16);
          HttpResponse answer = client.get("/healthz", Map.of(), Duration.ofSeconds(2));
          return answer.status() == 200
              && new String(answer.body().toArray(), StandardCharsets.UTF_8).contains("ok");
        },
        this::logs);
  }

  private String logs() {
    StringBuilder out = new StringBuilder();
    for (KopiProcess process : processes) {
      String log = process.log();
      out.append(process.isAlive() ? "alive\n" : "ended\n");
      out.append(log.substring(Math.max(0, log.length() - 2000))).append('\n');
    }
    return out.toString();
  }

  private static EthClient client(String url) {
    return new EthClient(new HttpRpcClient(URI.create(url), TIMEOUT)::call);
  }

  private static RollupClient node(int port) {
    return new RollupClient(new HttpRpcClient(URI.create(url(port)), TIMEOUT)::call);
  }

  private static Hash hashAt(EthClient chain, long number) {
    return Objects.requireNonNull(chain.header(EthClient.at(number)), "no such block").hash();
  }
}
