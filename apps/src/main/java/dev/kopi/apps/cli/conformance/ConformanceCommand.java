package dev.kopi.apps.cli.conformance;

import picocli.CommandLine.Command;

/** {@code kopi conformance}: replays recordings of the reference. */
@Command(
    name = "conformance",
    description = "Replays recordings of the reference and compares.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "KIND",
    subcommands = {
      AltDaConformanceCommand.class,
      CannonConformanceCommand.class,
      GossipConformanceCommand.class,
      SolverConformanceCommand.class
    })
public final class ConformanceCommand {}
