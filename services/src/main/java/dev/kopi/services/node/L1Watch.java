package dev.kopi.services.node;

import dev.kopi.adapters.telemetry.LogThrottle;
import dev.kopi.core.derivation.DerivationException;
import dev.kopi.services.lifecycle.RoleHealth;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs when L1 does not answer a poller, and reports it to the health of the node. */
final class L1Watch implements L1HeadPoller.Listener {
  /** How long L1 may be silent before derivation counts as stalled. */
  private static final long STALL_MILLIS = 30_000;

  private static final Logger LOG = LoggerFactory.getLogger(L1Watch.class);

  private final String name;
  private final RoleHealth health;
  private final LogThrottle failures = new LogThrottle();
  private final LogThrottle stalls = new LogThrottle();

  /**
   * For one poller.
   *
   * @param name what is polled, for logs and health
   */
  L1Watch(String name, RoleHealth health) {
    this.name = name;
    this.health = health;
  }

  @Override
  public void onFailure(DerivationException failure, long silentMillis) {
    String reason = String.valueOf(failure.getMessage());
    health.impaired(name, reason);
    if (silentMillis >= STALL_MILLIS) {
      LOG.atLevel(stalls.shouldLog(name) ? Level.WARN : Level.DEBUG)
          .addKeyValue("poll", name)
          .addKeyValue("seconds", silentMillis / 1000)
          .addKeyValue("reason", reason)
          .log("derivation stalled: L1 does not answer");
    } else {
      LOG.atLevel(failures.shouldLog(reason) ? Level.WARN : Level.DEBUG)
          .addKeyValue("poll", name)
          .addKeyValue("reason", reason)
          .log("L1 does not answer");
    }
  }

  @Override
  public void onRecovered() {
    health.restored(name);
    LOG.atInfo().addKeyValue("poll", name).log("L1 answers again");
  }
}
