package dev.kopi.services.node;

import dev.kopi.adapters.l1.L1HeadPoller;
import dev.kopi.adapters.telemetry.LogThrottle;
import dev.kopi.core.derivation.DerivationException;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.services.node.driver.NodeDriver;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Forwards the L1 heads that the poller finds to the driver. */
final class L1HeadForwarder implements L1HeadPoller.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(L1HeadForwarder.class);

  private final Consumer<L1BlockRef> head;
  private final NodeDriver driver;
  private final LogThrottle problems = new LogThrottle();

  /**
   * For one driver.
   *
   * @param head gets the L1 head before the driver does
   */
  L1HeadForwarder(Consumer<L1BlockRef> head, NodeDriver driver) {
    this.head = head;
    this.driver = driver;
  }

  @Override
  public void onHead(L1BlockRef ref) {
    head.accept(ref);
    driver.l1Head(ref);
  }

  @Override
  public void onSafe(L1BlockRef safe) {
    driver.l1Safe(safe);
  }

  @Override
  public void onFinalized(L1BlockRef finalized) {
    driver.l1Finalized(finalized);
  }

  @Override
  public void onFailure(DerivationException failure) {
    LOG.atLevel(problems.shouldLog(failure.getMessage()) ? Level.WARN : Level.DEBUG)
        .log("L1 does not answer: {}", failure.getMessage());
  }
}
