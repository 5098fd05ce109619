package dev.kopi.apps.devnet;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.apps.bridge.GameResolver;
import dev.kopi.apps.wallet.SendFailed;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
  private final Thread thread;
  private volatile boolean running = true;

  /**
   * A keeper that is not started.
   *
   * @param wallet pays for the transactions
   * @param factory the factory of the games
   * @param interval the time between two checks
   */
  DisputeGameKeeper(Wallet wallet, Address factory, Duration interval) {
    this.resolver = new GameResolver(wallet, DisputeGameKeeper::log);
    this.factory = factory;
    this.interval = interval;
    this.thread = Thread.ofPlatform().name("keeper").unstarted(this::run);
  }

  private static void log(String name, Map<String, Object> details) {
    LOG.debug("{} {}", name, details);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (running) {
        try {
          resolver.resolveDue(factory);
        } catch (SendFailed | RpcException | RpcTransportException | DecodeException e) {
          if (running) {
            LOG.warn("cannot resolve dispute games, retrying: {}", e.getMessage());
          }
        }
        Thread.sleep(interval);
      }
    } catch (InterruptedException e) {
      LOG.debug("the keeper is interrupted");
    } catch (RuntimeException e) {
      LOG.error("the dispute game keeper stopped; games are no longer resolved", e);
    }
  }

  @Override
  public void close() {
    running = false;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
