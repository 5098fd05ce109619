package dev.kopi.apps.cli.roles;

import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.options.Durations;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options of the reference that limit its use of an L1 provider, or disable features that Kopi does
 * not have. They are accepted for compatibility and have no effect.
 */
@SuppressWarnings("UnusedVariable")
final class NodeCompatibility {
  @Option(names = "--l1.rpckind", hidden = true)
  private @Nullable String l1RpcKind;

  @Option(names = "--l1.max-concurrency", hidden = true)
  private int l1MaxConcurrency;

  @Option(names = "--l1.rpc-rate-limit", hidden = true)
  private double l1RateLimit;

  @Option(names = "--l1.rpc-max-batch-size", hidden = true)
  private int l1BatchSize;

  @Option(names = "--l1.beacon.fetch-all-sidecars", hidden = true)
  private boolean fetchAllSidecars;

  @Option(names = "--l1.runtime-config-reload-interval", hidden = true, converter = Durations.class)
  private @Nullable Duration reloadInterval;

  @Option(names = "--l2.enginekind", hidden = true)
  private @Nullable String engineKind;

  @Option(names = "--p2p.disable", hidden = true)
  private boolean p2pDisabled;

  @Option(names = "--p2p.no-discovery", hidden = true)
  private boolean noDiscovery;

  @Option(names = "--syncmode", hidden = true, defaultValue = "consensus-layer")
  private String syncMode;

  /** Refuses values that ask for a feature that Kopi does not have. */
  void check() {
    if (!syncMode.toLowerCase(Locale.ROOT).equals("consensus-layer")) {
      throw new CommandFailed(
          "--syncmode: only consensus-layer is there, not '" + syncMode + "'; leave it out");
    }
  }
}
