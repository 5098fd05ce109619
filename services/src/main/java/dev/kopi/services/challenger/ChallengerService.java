package dev.kopi.services.challenger;

import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import dev.kopi.services.lifecycle.ServiceThread.OnFailure;
import dev.kopi.services.txmgr.TxManagerService;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The challenger service: runs a {@link ChallengerDriver}. */
public final class ChallengerService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChallengerService.class);
  private static final Duration THREAD_DEADLINE = Duration.ofSeconds(1);

  private final TxManagerService transactions;
  private final TurnThreads turns;
  private final ChallengerDriver driver;
  private final ServiceThread thread;

  /**
   * A challenger that is not started.
   *
   * @param transactions sends to L1; closed with the service
   * @param health the health of the role
   */
  public ChallengerService(
      ChallengerConfig config,
      DisputeChain l1,
      GameTraces traces,
      TxManagerService transactions,
      ChallengerListener listener,
      RoleHealth health,
      InstantSource clock) {
    this.transactions = transactions;
    this.turns = new TurnThreads(config.maxConcurrency(), health, clock);
    this.driver =
        new ChallengerDriver(
            config,
            new ChallengerPorts(l1, traces, transactions, turns),
            listener,
            clock,
            this::wake);
    this.thread = new ServiceThread("challenger", driver, OnFailure.END_ROLE, health, clock);
  }

  private void wake() {
    thread.wake();
  }

  /** Starts to look at the games. */
  public void start() {
    LOG.info("challenger started: account={}", transactions.address());
    turns.start();
    thread.start();
  }

  /** How the games stand; null before they were looked at. */
  public @Nullable ChallengerStatus status() {
    return driver.status();
  }

  /** Stops within five seconds; runs of the VM are ended. What was sent may still be included. */
  @Override
  public void close() {
    turns.close();
    transactions.close();
    if (!thread.stop(THREAD_DEADLINE)) {
      LOG.warn("the challenger thread did not end within {} ms", THREAD_DEADLINE.toMillis());
    }
  }
}
