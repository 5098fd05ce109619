package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.options.MetricsOptions;
import java.util.concurrent.CountDownLatch;

/** Keeps a role running until the process is asked to stop. */
final class RunningRole {
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean failed;

  /** The role has failed: the process ends. */
  void fail(RuntimeException reason) {
    failed = true;
    ended.countDown();
  }

  /**
   * Serves the metrics of a role that has started, and waits for the end.
   *
   * @param close ends the role
   * @return the exit status
   * @throws dev.kopi.apps.cli.error.CommandFailed when the metrics cannot be served; the role has
   *     ended
   */
  int await(MetricsOptions options, Metrics metrics, Runnable close) {
    RpcServer server;
    try {
      server = options.serve(metrics);
    } catch (CommandFailed e) {
      close.run();
      throw e;
    }
    return await(() -> {
      if (server != null) {
        server.close();
      }
      close.run();
    });
  }

  private int await(Runnable close) {
    Thread hook = Thread.ofPlatform().name("shutdown").unstarted(close);
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return failed ? 1 : 0;
  }
}
