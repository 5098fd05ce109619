package dev.kopi.apps.cli.bench;

import picocli.CommandLine.Command;

/** {@code kopi bench}: one benchmark for each subcommand. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Measures Kopi beside the reference programs.",
    subcommands = {
      CannonBenchCommand.class,
      DerivationBenchCommand.class,
      DevnetBenchCommand.class,
      EvmBenchCommand.class,
      HostileBenchCommand.class,
      P2pBenchCommand.class,
      RpcBenchCommand.class,
      SoakBenchCommand.class,
      StoreBenchCommand.class
    })
public final class BenchCommand {}
