package dev.kopi.apps.assembly;

import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import dev.kopi.services.l1.BeaconApi;
import dev.kopi.services.l1.BlobArchive;
import dev.kopi.services.l1.L1ClockConfig;
import dev.kopi.services.l1.L1Head;
import dev.kopi.services.l1.SlotClock;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A development L1: an engine with L1's rules, the slot clock that drives it, and a beacon API. */
public final class L1Node implements AutoCloseable {
  private static final int RECENT_BLOCKS = 64;

  private final ExecutionNode execution;
  private final SlotClock clock;
  private final ServiceThread clockThread;
  private final RpcServer beacon;

  /**
   * The configuration of an L1.
   *
   * @param execution its engine; its limits of calls are those of a development L1
   * @param clock the slot clock
   * @param blobs the directory of the blob archive
   * @param beacon the port of the beacon API
   */
  public record Setup(
      ExecutionNode.Setup execution, L1ClockConfig clock, Path blobs, RpcServerConfig beacon) {}

  /**
   * An L1 whose clock is not started.
   *
   * @throws dev.kopi.core.store.StoreException when its chain cannot be opened
   */
  public L1Node(Setup setup, Crypto crypto, InstantSource time) {
    execution = new ExecutionNode(setup.execution().withCalls(CallLimits.DEVELOPMENT_L1), crypto);
    BlobArchive blobs = new BlobArchive(setup.blobs());
    clock =
        new SlotClock(
            setup.clock(),
            execution.engine(),
            blobs,
            crypto.sha256(),
            recent(execution.store()),
            this::wakeClock);
    clockThread =
        new ServiceThread(
            "l1-slot-clock", clock, ServiceThread.OnFailure.RETRY, execution.health(), time);
    beacon =
        new RpcServer(
            setup.beacon(),
            new RpcMethods(),
            List.of(new BeaconApi(setup.clock(), blobs, clock::headSlot)),
            RpcObserver.NONE,
            time,
            new RoleHealthSource(execution.health()));
  }

  private void wakeClock() {
    clockThread.wake();
  }

  /** The newest canonical blocks, the head last. */
  private static List<L1Head> recent(ChainStore store) {
    List<L1Head> recent = new ArrayList<>();
    Hash hash = store.heads().head();
    Header header = store.header(hash);
    while (header != null && recent.size() < RECENT_BLOCKS) {
      recent.addFirst(new L1Head(hash, header.number(), header.timestampSeconds()));
      hash = header.parentHash();
      header = header.number() == 0 ? null : store.header(hash);
    }
    return recent;
  }

  /**
   * Opens the ports and starts the clock.
   *
   * @throws IllegalStateException when a port cannot be opened
   */
  public void start() {
    execution.start();
    beacon.start();
    clockThread.start();
  }

  /** The engine. */
  public ExecutionNode execution() {
    return execution;
  }

  /** The health of L1: of its engine and of the slot clock. */
  public RoleHealth health() {
    return execution.health();
  }

  /** The slot clock. */
  public SlotClock clock() {
    return clock;
  }

  /** The URL of the beacon API. */
  public String beaconUrl() {
    return beacon.httpUrl();
  }

  @Override
  public void close() {
    clockThread.close();
    beacon.close();
    execution.close();
  }
}
