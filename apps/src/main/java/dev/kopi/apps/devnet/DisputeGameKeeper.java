package dev.kopi.apps.devnet;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.apps.bridge.GameResolver;
import dev.kopi.apps.wallet.SendFailed;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the devnet's dispute games once their clocks have run out, so that withdrawals can be
 * finalized; never one that would end with an untruth. Runs on a thread of its own.
 */
final class DisputeGameKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DisputeGameKeeper.class);
  private static final int MAX_TOLD = 1_000;

  /** The warnings given so far, so that none is repeated each time. */
  private final Set<String> told = new HashSet<>();

  private final GameResolver resolver;
  private final Address factory;
  private final Duration interval;
  private final ServiceThread thread;

  /**
   * A keeper that is not started.
   *
   * @param l1 the wallet's node
   * @param wallet pays for the transactions
   * @param ownRoots the output roots of the devnet's own L2; null for blocks that it does not have
   * @param factory the factory of the games
   * @param interval the time between two checks
   */
  DisputeGameKeeper(
      RpcClient l1,
      Wallet wallet,
      LongFunction<@Nullable Hash> ownRoots,
      Address factory,
      Duration interval,
      RoleHealth health,
      InstantSource clock) {
    this.resolver = new GameResolver(l1, wallet, ownRoots, DisputeGameKeeper::log, this::warn);
    this.factory = factory;
    this.interval = interval;
    this.thread =
        new ServiceThread("keeper", this::resolve, ServiceThread.OnFailure.RETRY, health, clock);
  }

  /** Warns once of each game that is left as it is. */
  private void warn(String warning) {
    if (told.size() == MAX_TOLD) {
      told.clear();
    }
    if (told.add(warning)) {
      LOG.warn("{}", warning);
    }
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
