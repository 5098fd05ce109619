package dev.kopi.apps.cli;

import dev.kopi.apps.assembly.ProcessEnd;
import dev.kopi.apps.cli.error.ErrorReport;
import dev.kopi.apps.cli.error.UsageReport;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code kopi}: the whole OP Stack as one command. Each role and tool is a subcommand. */
@Command(
    name = "kopi",
    description = "The OP Stack on the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      dev.kopi.apps.cli.bench.BenchCommand.class,
      dev.kopi.apps.cli.bridge.BridgeCommand.class,
      dev.kopi.apps.cli.db.DbCommand.class,
      dev.kopi.apps.cli.db.ExportCommand.class,
      dev.kopi.apps.cli.db.ImportCommand.class,
      dev.kopi.apps.cli.deploy.DeployCommand.class,
      dev.kopi.apps.cli.derive.DeriveCommand.class,
      dev.kopi.apps.cli.devnet.DevnetCommand.class,
      dev.kopi.apps.cli.evm.EvmCommand.class,
      dev.kopi.apps.cli.roles.BatcherCommand.class,
      dev.kopi.apps.cli.roles.EngineCommand.class,
      dev.kopi.apps.cli.roles.L1Command.class,
      dev.kopi.apps.cli.roles.NodeCommand.class,
      dev.kopi.apps.cli.roles.ProposerCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  kopi devnet                 a whole rollup on this machine",
      "  kopi devnet --json          the same, for scripts",
      "  kopi COMMAND --help         what a command takes",
    })
public final class Kopi {
  private Kopi() {}

  /**
   * Runs a command and exits with its status: 0 success, 1 failure, 2 wrong usage, 3 a role that
   * ran and could not go on.
   */
  public static void main(String[] args) {
    // The web server's own announcements are of no use to a user.
    Logger.getLogger("").setLevel(Level.WARNING);
    ProcessEnd.install();
    System.exit(commandLine().execute(args));
  }

  private static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Kopi());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExpandAtFiles(false);
    line.setExecutionExceptionHandler(new ErrorReport());
    line.setParameterExceptionHandler(new UsageReport());
    return line;
  }
}
