package dev.kopi.adapters.p2p.host;

import dev.kopi.adapters.p2p.thread.PeerThreads;
import dev.kopi.adapters.p2p.wire.ByteStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Closes a channel that does not become a connection in time, however it drips. */
final class UpgradeWatch {
  private final CountDownLatch done = new CountDownLatch(1);

  private UpgradeWatch() {}

  static UpgradeWatch start(PeerThreads threads, ByteStream wire, long millis) {
    UpgradeWatch watch = new UpgradeWatch();
    threads.start("p2p-upgrade", () -> watch.await(wire, millis), wire::close);
    return watch;
  }

  private void await(ByteStream wire, long millis) {
    try {
      if (!done.await(millis, TimeUnit.MILLISECONDS)) {
        wire.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      wire.close();
    }
  }

  void end() {
    done.countDown();
  }
}
