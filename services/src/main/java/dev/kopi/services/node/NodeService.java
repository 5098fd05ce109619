package dev.kopi.services.node;

import dev.kopi.adapters.p2p.payload.PayloadSource;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import dev.kopi.services.node.driver.NodeDriver;
import dev.kopi.services.node.p2p.NodePeers;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A rollup node as a service: the driver on its thread, derivation on another, pollers of L1, the
 * peers, and the rollup RPC. Made by {@link NodeAssembly#create}.
 */
public final class NodeService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeService.class);

  private final RoleHealth health;
  private final NodeDriver driver;
  private final NodePeers peers;
  private final PayloadSource blocks;
  private final List<ServiceThread> threads;
  private final RpcServer rpc;

  /**
   * Nothing is started. The service closes what it is given.
   *
   * @param peers the other nodes
   * @param blocks the blocks that they are served
   * @param threads run the driver, its derivation and the pollers
   */
  NodeService(
      RoleHealth health,
      NodeDriver driver,
      NodePeers peers,
      PayloadSource blocks,
      List<ServiceThread> threads,
      RpcServer rpc) {
    this.health = health;
    this.driver = driver;
    this.peers = peers;
    this.blocks = blocks;
    this.threads = List.copyOf(threads);
    this.rpc = rpc;
  }

  /** Starts the RPC and the threads. */
  public void start() {
    rpc.start();
    threads.forEach(ServiceThread::start);
    peers.start(driver::unsafePayload, () -> driver.status().unsafeL2().number(), blocks);
    LOG.atInfo().addKeyValue("rpc", rpc.httpUrl()).log("rollup node started");
  }

  /** The health of the node. */
  public RoleHealth health() {
    return health;
  }

  /** The address of the rollup RPC. */
  public String rpcUrl() {
    return rpc.httpUrl();
  }

  /** The heads of both chains, as the node knows them. */
  public SyncStatus status() {
    return driver.status();
  }

  /** Whether it sequences. */
  public boolean isSequencing() {
    return driver.isSequencing();
  }

  @Override
  public void close() {
    peers.close();
    threads.forEach(ServiceThread::close);
    // Calls of the RPC that wait for the driver end at once.
    driver.close();
    rpc.close();
  }
}
