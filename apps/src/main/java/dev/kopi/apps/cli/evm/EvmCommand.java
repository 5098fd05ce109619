package dev.kopi.apps.cli.evm;

import picocli.CommandLine.Command;

/** {@code kopi evm}: runs code, transactions and the official tests. */
@Command(
    name = "evm",
    description = "Runs code, transactions and the official tests.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StateTestCommand.class,
      BlockTestCommand.class,
      TransitionCommand.class,
      TransactionCommand.class,
      RunCommand.class,
      StatelessCommand.class
    })
public final class EvmCommand {}
