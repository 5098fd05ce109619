package dev.kopi.apps.cli.program;

import picocli.CommandLine.Command;

/** {@code kopi program}: the fault-proof program. */
@Command(
    name = "program",
    description = "The fault-proof program: decides whether a claim about L2 follows from L1.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      HostCommand.class,
      PrestateCommand.class,
      ProgramBuildCommand.class,
      ProgramReleaseCommand.class
    })
public final class ProgramCommand {}
