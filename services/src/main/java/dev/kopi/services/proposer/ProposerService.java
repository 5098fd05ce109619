package dev.kopi.services.proposer;

import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.lifecycle.CommandAnswer;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import dev.kopi.services.lifecycle.ServiceThread.OnFailure;
import dev.kopi.services.proposer.ProposerDriver.Command;
import dev.kopi.services.txmgr.TxManagerService;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proposer service: runs a {@link ProposerDriver}. */
public final class ProposerService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProposerService.class);
  private static final Duration COMMAND_DEADLINE = Duration.ofSeconds(10);
  private static final Duration THREAD_DEADLINE = Duration.ofMillis(500);

  private final ProposerConfig config;
  private final TxManagerService transactions;
  private final RoleHealth health;
  private final ProposerDriver driver;
  private final ServiceThread thread;

  /**
   * A proposer that is not started.
   *
   * @param transactions the sender of the ports, closed with the service
   * @param health the health of the role
   */
  public ProposerService(
      ProposerConfig config,
      RollupConfig rollup,
      ProposerPorts ports,
      TxManagerService transactions,
      ProposerListener listener,
      RoleHealth health,
      InstantSource clock) {
    this.config = config;
    this.transactions = transactions;
    this.health = health;
    this.driver = new ProposerDriver(config, rollup, ports, listener, this::wake);
    this.thread = new ServiceThread("proposer", driver, OnFailure.END_ROLE, health, clock);
  }

  private void wake() {
    thread.wake();
  }

  /** Starts, unless configured to wait for {@code admin_startProposer}. */
  public void start() {
    LOG.info("proposer started: account={} type={}", transactions.address(), config.gameType());
    thread.start();
    if (!config.stopped()) {
      driver.commands().send(Command.START);
    }
  }

  /** Carries out a command, waiting for the answer. */
  public CommandAnswer command(Command command) {
    return health.ended() == null
        ? driver.commands().ask(command, COMMAND_DEADLINE)
        : CommandAnswer.ENDED;
  }

  /** Whether it proposes. */
  public boolean isProposing() {
    return driver.isRunning() && thread.isAlive();
  }

  /** Stops within five seconds. A proposal that may still be included is reported as abandoned. */
  @Override
  public void close() {
    driver.commands().send(Command.STOP);
    transactions.close();
    driver.commands().close();
    if (!thread.stop(THREAD_DEADLINE)) {
      LOG.warn("the proposer thread did not end within {} ms", THREAD_DEADLINE.toMillis());
    }
  }
}
