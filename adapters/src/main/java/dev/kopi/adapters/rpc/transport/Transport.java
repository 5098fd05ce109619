package dev.kopi.adapters.rpc.transport;

import dev.kopi.adapters.rpc.dispatch.MemoryLimits;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all connections of a server share: their table, their budgets, and the thread that watches.
 */
public final class Transport implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Transport.class);
  private static final Duration SWEEP = Duration.ofMillis(250);

  private final ConnectionTable connections;
  private final ByteBudget received;
  private final ByteBudget sent;
  private volatile boolean closed;

  /** A transport without connections; its deadlines hold from now on. */
  public Transport(RpcLimits limits) {
    MemoryLimits memory = limits.memory();
    connections = new ConnectionTable(limits.connections());
    received = budget(memory.received(), ByteBudget.Victim.OLDEST);
    sent = budget(memory.sent(), ByteBudget.Victim.LARGEST);
    Thread.ofVirtual().name("rpc-deadlines").start(this::sweep);
  }

  private static ByteBudget budget(long bytes, ByteBudget.Victim rule) {
    return new ByteBudget(bytes, MemoryLimits.reserve(bytes), MemoryLimits.perClient(bytes), rule);
  }

  /** The open connections. */
  public ConnectionTable connections() {
    return connections;
  }

  /** The bytes of requests that are received or handled. */
  public ByteBudget received() {
    return received;
  }

  /** The bytes of responses and events that wait to be written. */
  public ByteBudget sent() {
    return sent;
  }

  private void sweep() {
    while (!closed) {
      try {
        Thread.sleep(SWEEP);
        connections.sweep(System.nanoTime());
      } catch (InterruptedException e) {
        return;
      } catch (OutOfMemoryError e) {
        throw e; // The handler of uncaught exceptions ends the process.
      } catch (RuntimeException | Error e) {
        // Without this thread no stalled connection would ever end.
        LOG.error("cannot check the deadlines of connections, trying again", e);
      }
    }
  }

  /** Closes all connections. */
  @Override
  public void close() {
    closed = true;
    connections.closeAll();
  }
}
