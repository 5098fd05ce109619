package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.apps.assembly.ProcessEnd;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.options.MetricsOptions;
import dev.kopi.apps.cli.process.SecondSignal;
import dev.kopi.services.lifecycle.RoleHealth;

/**
 * Keeps a role running until the process is asked to stop, or until the role cannot go on: then the
 * process ends with status {@value ProcessEnd#CANNOT_GO_ON}.
 */
public final class RunningRole {
  private final ProcessEnd end = ProcessEnd.install();

  /** Ends the process when a part of the role cannot go on. */
  public RunningRole follow(RoleHealth health) {
    end.follow(health);
    return this;
  }

  /**
   * Serves the metrics of a role that has started, and waits for the end.
   *
   * @param close ends the role
   * @return the exit status
   * @throws dev.kopi.apps.cli.error.CommandFailed when the metrics cannot be served; the role has
   *     ended
   */
  public int await(MetricsOptions options, Metrics metrics, Runnable close) {
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

  /** Waits for the end of a role without metrics. */
  int await(Runnable close) {
    Thread hook =
        Thread.ofPlatform()
            .name("shutdown")
            .unstarted(() -> {
              SecondSignal.ends();
              close.run();
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      end.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ProcessEnd.CANNOT_GO_ON;
  }
}
