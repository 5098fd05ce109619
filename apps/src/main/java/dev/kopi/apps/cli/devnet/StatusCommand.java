package dev.kopi.apps.cli.devnet;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.devnet.DevnetStatus;
import dev.kopi.apps.devnet.RunningFile;
import dev.kopi.apps.devnet.StatusReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says how far a running devnet has come. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "How far a running devnet has come.",
    footer = {
      "",
      "Examples:",
      "  kopi devnet status",
      "  kopi devnet status --datadir ./chain --json"
    })
public final class StatusCommand implements Callable<Integer> {
  @Option(
      names = "--datadir",
      paramLabel = "DIR",
      description = "The data directory of the devnet; without, the newest temporary one.")
  private @Nullable Path datadir;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    StatusReader reader = RunningFile.read(datadir);
    if (reader == null) {
      throw new CommandFailed(
          "no devnet runs"
              + (datadir == null ? "" : " on " + datadir)
              + ": start one with 'kopi devnet'"
              + (datadir == null ? "" : " --datadir " + datadir));
    }
    try {
      DevnetStatus status = reader.read();
      System.out.println(json ? Json.text(status.toJson()) : status.toLine());
      return 0;
    } catch (RpcException | RpcTransportException e) {
      throw new CommandFailed("the devnet does not answer: " + e.getMessage(), e);
    }
  }
}
