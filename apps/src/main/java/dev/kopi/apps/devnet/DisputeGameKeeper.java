package dev.kopi.apps.devnet;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.apps.bridge.GameResolver;
import dev.kopi.apps.wallet.SendFailed;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the devnet's dispute games once their clocks have run out, so that withdrawals can be
 * finalized. Runs on a thread of its own.
 */
final class DisputeGameKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DisputeGameKeeper.class);

  private final GameResolver resolver;
  private final Address factory;
  private final Duration interval;
  private final ServiceThread thread;

  /**
   * A keeper that is not started.
   *
   * @param wallet pays for the transactions
   * @param factory the factory of the games
   * @param interval the time between two checks
   */
  DisputeGameKeeper(
      Wallet wallet, Address factory, Duration interval, RoleHealth health, InstantSource clock) {
    this.resolver = new GameResolver(wallet, DisputeGameKeeper::log);
    this.factory = factory;
    this.interval = interval;
    this.thread =
        new ServiceThread("keeper", this::resolve, ServiceThread.OnFailure.RETRY, health, clock);
  }

  private static void log(String name, Map<String, Object> details) {
    LOG.debug("{} {}", name, details);
  }

  void start() {
    thread.start();
  }

  private long resolve(long nowMillis) {
    try {
      resolver.resolveDue(factory);
    } catch (SendFailed | RpcException | RpcTransportException | DecodeException e) {
      LOG.warn("cannot resolve dispute games, retrying: {}", e.getMessage());
    }
    return nowMillis + interval.toMillis();
  }

  @Override
  public void close() {
    thread.close();
  }
}
