package dev.kopi.apps.cli.dashboard;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.assembly.ProcessEnd;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.cli.values.RpcUrls;
import dev.kopi.apps.dashboard.Dashboard;
import dev.kopi.apps.dashboard.DashboardSources;
import dev.kopi.services.lifecycle.RoleHealth;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves the live page of a chain that runs elsewhere. */
@Command(
    name = "dashboard",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a rollup at work on a page of this machine: any chain, by its public RPC.",
      "It only reads, and listens on 127.0.0.1 alone."
    },
    footer = {
      "",
      "Examples:",
      "  kopi dashboard --l1 http://127.0.0.1:8545 --l2 http://127.0.0.1:9545 \\",
      "    --node http://127.0.0.1:7545 --l1.beacon http://127.0.0.1:5052"
    })
public final class DashboardCommand implements Callable<Integer> {
  @Option(
      names = "--l1",
      paramLabel = "URL",
      converter = RpcUrls.class,
      required = true,
      description = "The RPC of L1.")
  private URI l1;

  @Option(
      names = "--l1.beacon",
      paramLabel = "URL",
      description = "The beacon API of L1; without it, blobs are not opened.")
  private @Nullable URI beacon;

  @Option(
      names = "--l2",
      paramLabel = "URL",
      converter = RpcUrls.class,
      required = true,
      description = "The RPC of L2.")
  private URI l2;

  @Option(
      names = "--node",
      paramLabel = "URL",
      converter = RpcUrls.class,
      required = true,
      description = "The RPC of the rollup node.")
  private URI node;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "" + Dashboard.DEFAULT_PORT,
      description = "The port of the page; 0 for a free one.")
  @Range(max = 65_535)
  private int port;

  @Override
  public Integer call() throws InterruptedException {
    ProcessEnd end = ProcessEnd.install();
    RoleHealth health = new RoleHealth("dashboard");
    Dashboard page =
        new Dashboard(
            new DashboardSources(l1, beacon, null, l2, node, null),
            port,
            NativeCrypto.create(),
            health,
            InstantSource.system());
    try (page) {
      page.start();
      end.follow(health);
      System.out.println("Live page  " + page.url());
      end.awaitEnd();
    } catch (IllegalStateException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    }
    return ProcessEnd.CANNOT_GO_ON;
  }
}
