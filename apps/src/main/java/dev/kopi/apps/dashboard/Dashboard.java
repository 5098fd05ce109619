package dev.kopi.apps.dashboard;

import dev.kopi.adapters.l1.BeaconClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.client.RpcClients;
import dev.kopi.adapters.rpc.dispatch.ConnectionLimits;
import dev.kopi.adapters.rpc.dispatch.MemoryLimits;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The live page on a port of this machine. It reads, and only while somebody looks. */
public final class Dashboard implements AutoCloseable {
  /** The usual port. */
  public static final int DEFAULT_PORT = 8380;

  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_VITALS_BYTES = 1 << 20;
  private static final int MIB = 1 << 20;
  private static final RpcLimits LIMITS =
      new RpcLimits(
          64 << 10,
          16,
          8 * MIB,
          2,
          8,
          ConnectionLimits.of(64, 4, 32),
          new MemoryLimits(MIB, 16 * MIB, MIB));

  private final RpcClient l1;
  private final RpcClient l2;
  private final RpcClient node;
  private final ServiceThread gatherer;
  private final RpcServer server;

  /**
   * A page that is not served yet.
   *
   * @param port 0 for a free one
   * @param health told when gathering fails
   */
  public Dashboard(
      DashboardSources sources, int port, Crypto crypto, RoleHealth health, InstantSource clock) {
    l1 = RpcClients.open(sources.l1(), TIMEOUT);
    l2 = RpcClients.open(sources.l2(), TIMEOUT);
    node = RpcClients.open(sources.node(), TIMEOUT);
    Snapshots snapshots = new Snapshots(this::wake);
    gatherer =
        new ServiceThread(
            "dashboard",
            new Gatherer(l1, l2, node, vitals(sources.vitals()), blobs(sources, crypto), snapshots),
            ServiceThread.OnFailure.RETRY,
            health,
            clock);
    RpcMethods methods =
        new RpcMethods()
            .add("dashboard_read", new ReadMethods(l1, l2, node)::read)
            .addStream("dashboard", "snapshots", snapshots);
    server =
        new RpcServer(
            new RpcServerConfig(LOOPBACK, port, null, Set.of("localhost"), Set.of(), LIMITS),
            methods,
            List.of(new PageFiles()),
            RpcObserver.NONE,
            clock);
  }

  private static @Nullable HttpEndpoint vitals(@Nullable URI url) {
    return url == null ? null : new HttpEndpoint(url, MAX_VITALS_BYTES);
  }

  private static @Nullable BlobSource blobs(DashboardSources sources, Crypto crypto) {
    URI beacon = sources.beacon();
    return beacon == null
        ? null
        : new BeaconClient(List.of(beacon), Map.of(), TIMEOUT, sources.l1SlotSeconds(), crypto);
  }

  private void wake() {
    gatherer.wake();
  }

  /**
   * Opens the port.
   *
   * @return this
   * @throws IllegalStateException when the port cannot be opened
   */
  public Dashboard start() {
    server.start();
    gatherer.start();
    return this;
  }

  /** Where the page is. */
  public String url() {
    return server.httpUrl() + "/";
  }

  @Override
  public void close() {
    server.close();
    gatherer.close();
    l1.close();
    l2.close();
    node.close();
  }
}
