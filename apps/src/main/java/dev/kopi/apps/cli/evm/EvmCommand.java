package dev.kopi.apps.cli.evm;

import dev.kopi.apps.cli.evm.blocktest.BlockTestCommand;
import dev.kopi.apps.cli.evm.stateless.StatelessCommand;
import dev.kopi.apps.cli.evm.statetest.StateTestCommand;
import dev.kopi.apps.cli.evm.transactiontest.TransactionTestCommand;
import dev.kopi.apps.cli.evm.transition.TransitionCommand;
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
      TransactionTestCommand.class,
      RunCommand.class,
      StatelessCommand.class
    })
public final class EvmCommand {}
