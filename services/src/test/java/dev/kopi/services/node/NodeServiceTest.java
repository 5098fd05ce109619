package dev.kopi.services.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.node.driver.NodeConfig;
import dev.kopi.services.node.driver.NodeListener;
import dev.kopi.services.node.driver.NodeRig;
import dev.kopi.services.node.p2p.NodePeers;
import dev.kopi.services.node.sequencer.Conductor;
import dev.kopi.services.node.sequencer.SequencerConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The threads of a node whose engine or L1 fails. */
class NodeServiceTest {
  private static final Supplier<Throwable> AWAY = () -> new RpcTransportException("away", null);

  @TempDir private Path directory = Path.of("");
  private final RoleHealth health = new RoleHealth("node");

  /** Fails each call. */
  private static final class FailingRpc implements RpcClient {
    private volatile Supplier<Throwable> failure;

    FailingRpc(Supplier<Throwable> failure) {
      this.failure = failure;
    }

    @Override
    public List<Reply> batch(List<Call> calls) {
      switch (failure.get()) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {}
  }

  private NodeService create(RpcClient l1, RpcClient engine, @Nullable Path adminState) {
    NodeAssembly assembly =
        new NodeAssembly(
            NodeRig.verifier().config,
            new ChainSpec(UInt256.of(900), Map.of(), UInt256.ZERO, null, List.of(), null, null),
            Crypto.portable(),
            Bytes.EMPTY,
            UpgradeTransactions.unknown(),
            l1,
            true,
            16,
            (block, ids) -> List.of(),
            engine,
            0,
            Conductor.none(),
            NodePeers.NONE,
            InstantSource.system(),
            new NodeListener() {},
            List.of(),
            RpcObserver.NONE);
    return assembly.create(
        new NodeServiceConfig(
            new NodeConfig(SequencerConfig.OFF, 10, 1, 1 << 20),
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            RpcServerConfig.open("127.0.0.1", 0),
            true,
            new RpcMethods(),
            adminState,
            "test",
            10,
            null),
        health);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void anErrorOfTheDriverEndsTheRole() throws Exception {
    try (NodeService node =
        create(new FailingRpc(AWAY), new FailingRpc(StackOverflowError::new), null)) {
      node.start();
      RoleHealth.End end = health.whenEnded().get(20, TimeUnit.SECONDS);
      assertThat(end.thread()).isEqualTo("node-driver");
      assertThat(end.cause()).isInstanceOf(StackOverflowError.class);
      assertThatThrownBy(() -> admin(node, "admin_resetDerivationPipeline"))
          .isInstanceOf(RpcException.class)
          .hasMessageContaining("the node is stopping");
    }
  }

  @Test
  void aDefectOfTheDriverEndsTheRole() throws Exception {
    try (NodeService node =
        create(
            new FailingRpc(AWAY),
            new FailingRpc(() -> new IllegalStateException("a defect")),
            null)) {
      node.start();
      assertThat(health.whenEnded().get(20, TimeUnit.SECONDS).cause()).hasMessage("a defect");
    }
  }

  @Test
  void anErrorOfAPollerEndsTheRole() throws Exception {
    try (NodeService node =
        create(
            new FailingRpc(() -> new OutOfMemoryError("Java heap space")),
            new FailingRpc(AWAY),
            null)) {
      node.start();
      assertThat(health.whenEnded().get(20, TimeUnit.SECONDS).thread()).startsWith("l1-");
    }
  }

  @Test
  void aDefectOfAPollIsRetriedAndShown() throws Exception {
    FailingRpc l1 = new FailingRpc(() -> new IllegalStateException("a defect"));
    try (NodeService node = create(l1, new FailingRpc(AWAY), null)) {
      node.start();
      await(() -> health.failures().getOrDefault("l1-head", 0L) > 1);
      assertThat(health.failing()).containsKey("l1-head");
      assertThat(health.ended()).isNull();
    }
  }

  @Test
  void anL1ThatIsAwayIsShownAndCommandsAreAnswered() throws Exception {
    try (NodeService node = create(new FailingRpc(AWAY), new FailingRpc(AWAY), null)) {
      node.start();
      await(() -> health.failing().containsKey("L1 head"));
      assertThat(health.failing().get("L1 head")).contains("away");
      assertThatThrownBy(() -> admin(node, "admin_resetDerivationPipeline"))
          .isInstanceOf(RpcException.class)
          .hasMessageContaining("cannot reset: ");
      assertThat(health.ended()).isNull();
    }
  }

  private static void admin(NodeService node, String method) {
    try (HttpRpcClient client =
        new HttpRpcClient(URI.create(node.rpcUrl()), Duration.ofSeconds(20))) {
      client.call(method, Json.array().path(0));
    }
  }

  @Test
  void aNodeClosesAtOnceWhileNothingAnswers() throws Exception {
    NodeService node = create(new FailingRpc(AWAY), new FailingRpc(AWAY), null);
    node.start();
    await(() -> !health.isHealthy());
    long before = System.nanoTime();
    node.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
    assertThat(health.ended()).isNull();
  }

  @Test
  void refusesAMalformedStateFile() throws IOException {
    Path file = directory.resolve("state.json");
    Files.writeString(file, "{\"sequencer\":1}");
    assertThatThrownBy(() -> create(new FailingRpc(AWAY), new FailingRpc(AWAY), file))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("state.json");
  }

  @Test
  void thePersistedStateOverridesTheOption() {
    NodeConfig running = config(false);
    NodeConfig stopped = config(true);
    SequencerStateFile file = new SequencerStateFile(directory.resolve("state.json"));
    assertThat(NodeAssembly.settings(running, null)).isEqualTo(running);
    assertThat(NodeAssembly.settings(running, file)).isEqualTo(running);
    file.stopped();
    assertThat(NodeAssembly.settings(running, file)).isEqualTo(stopped);
    file.started();
    assertThat(NodeAssembly.settings(stopped, file)).isEqualTo(running);
  }

  private static NodeConfig config(boolean stopped) {
    return new NodeConfig(new SequencerConfig(true, stopped, 0, 0, false, 50), 10, 1, 1 << 20);
  }
}
