package dev.kopi.adapters.p2p.gossip;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The memory in which large messages of all peers are put together. */
final class AssemblyBudget {
  private static final int UNIT = 64 << 10;
  private static final int UNITS = (32 << 20) / UNIT;
  private static final long WAIT_SECONDS = 10;

  private final Semaphore units = new Semaphore(UNITS, true);

  /**
   * Takes room for a message; small ones are free.
   *
   * @return what to give back
   * @throws IOException when there is no room for long
   */
  int take(long bytes) throws IOException {
    int count = (int) (bytes / UNIT);
    try {
      if (count > 0 && !units.tryAcquire(count, WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("no memory for a message of " + bytes + " bytes");
      }
      return count;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  void giveBack(int count) {
    units.release(count);
  }
}
