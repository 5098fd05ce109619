package dev.kopi.apps.devnet;

import dev.kopi.adapters.rpc.dispatch.ConnectionLimits;
import dev.kopi.adapters.rpc.dispatch.MemoryLimits;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.core.pool.PoolLimits;
import java.util.Set;

/** The limits of a devnet's parts, which share one small heap. */
final class DevnetLimits {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int MIB = 1 << 20;

  /**
   * Of each engine's transaction pool. A block takes its transactions from there, so this bounds
   * its size, too: several copies of it are in memory on its way through all roles.
   */
  static final PoolLimits POOL =
      PoolLimits.DEFAULT.toBuilder()
          .globalBytes(2 * MIB)
          .globalQueueBytes(MIB)
          .globalBlobs(64)
          .build();

  private static final RpcLimits RPC =
      new RpcLimits(
          5 * MIB,
          1000,
          12 * MIB,
          100,
          16,
          ConnectionLimits.of(1024, 128, 256),
          new MemoryLimits(12 * MIB, 24 * MIB, 4 * MIB));

  private DevnetLimits() {}

  /** A public port on this machine. */
  static RpcServerConfig open(int port) {
    return new RpcServerConfig(LOOPBACK, port, null, Set.of("localhost"), Set.of(), RPC);
  }
}
