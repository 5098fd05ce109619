package dev.kopi.apps.cli.upgrades;

import picocli.CommandLine.Command;

/** {@code kopi upgrades}. */
@Command(
    name = "upgrades",
    description = "The upgrade transactions of forks that do not come with Kopi.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = FetchCommand.class)
public final class UpgradesCommand {
  /** For picocli. */
  public UpgradesCommand() {}
}
