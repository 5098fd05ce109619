package dev.kopi.apps.cli.cannon;

import picocli.CommandLine.Command;

/** {@code kopi cannon}: the fault-proof VM. */
@Command(
    name = "cannon",
    description = "Runs programs in the fault-proof VM, and proves single steps.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {LoadElfCommand.class, CannonRunCommand.class, WitnessCommand.class})
public final class CannonCommand {}
