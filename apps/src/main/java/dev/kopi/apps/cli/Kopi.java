package dev.kopi.apps.cli;

import dev.kopi.adapters.rpc.http.SharedClients;
import dev.kopi.apps.assembly.ProcessEnd;
import dev.kopi.apps.cli.compat.ReferenceOptions;
import dev.kopi.apps.cli.error.ErrorReport;
import dev.kopi.apps.cli.error.UsageReport;
import dev.kopi.apps.cli.help.OptionHelp;
import dev.kopi.apps.cli.process.Interrupts;
import dev.kopi.apps.cli.values.BooleanOptions;
import dev.kopi.apps.cli.values.Durations;
import dev.kopi.apps.cli.values.HexValues;
import dev.kopi.apps.cli.values.Numbers;
import dev.kopi.apps.cli.values.Ranges;
import dev.kopi.apps.cli.values.Urls;
import java.net.URI;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

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
      dev.kopi.apps.cli.cannon.CannonCommand.class,
      dev.kopi.apps.cli.challenger.ChallengerCommand.class,
      dev.kopi.apps.cli.conformance.ConformanceCommand.class,
      dev.kopi.apps.cli.dashboard.DashboardCommand.class,
      dev.kopi.apps.cli.db.DbCommand.class,
      dev.kopi.apps.cli.db.ExportCommand.class,
      dev.kopi.apps.cli.db.ImportCommand.class,
      dev.kopi.apps.cli.deploy.DeployCommand.class,
      dev.kopi.apps.cli.derive.DeriveCommand.class,
      dev.kopi.apps.cli.devnet.DevnetCommand.class,
      dev.kopi.apps.cli.evm.EvmCommand.class,
      dev.kopi.apps.cli.program.ProgramCommand.class,
      dev.kopi.apps.cli.roles.BatcherCommand.class,
      dev.kopi.apps.cli.roles.EngineCommand.class,
      dev.kopi.apps.cli.roles.L1Command.class,
      dev.kopi.apps.cli.roles.NodeCommand.class,
      dev.kopi.apps.cli.roles.ProposerCommand.class,
      dev.kopi.apps.cli.roles.SignerCommand.class,
      dev.kopi.apps.cli.upgrades.UpgradesCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  kopi devnet                 a whole rollup on this machine",
      "  kopi devnet --json          the same, for scripts",
      "  kopi COMMAND --help         what a command takes",
    })
public final class Kopi {
  private static final int HELP_WIDTH = 100;

  /** Prints stack traces when a port is taken, which Kopi reports in a line of its own. */
  private static final Logger SERVER_START = Logger.getLogger("io.helidon.webserver.LoomServer");

  private Kopi() {}

  /**
   * Runs a command and exits with its status: 0 success, 1 failure, 2 wrong usage, 3 a role that
   * ran and could not go on.
   */
  public static void main(String[] args) {
    // The web server's own announcements are of no use to a user.
    Logger.getLogger("").setLevel(Level.WARNING);
    SERVER_START.setLevel(Level.OFF);
    Interrupts.enable();
    ProcessEnd.install();
    System.exit(commandLine().execute(args));
  }

  /** The command line with all subcommands. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Kopi());
    ReferenceOptions.register(line);
    BooleanOptions.acceptValues(line);
    Numbers.register(line);
    HexValues.register(line);
    line.registerConverter(Duration.class, new Durations());
    line.registerConverter(URI.class, new Urls());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExpandAtFiles(false);
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setHelpFactory(OptionHelp::create);
    line.setExecutionStrategy(Kopi::execute);
    line.setExecutionExceptionHandler(new ErrorReport());
    line.setParameterExceptionHandler(new UsageReport());
    return line;
  }

  private static int execute(ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    ReferenceOptions.check(parsed);
    Ranges.check(parsed);
    try {
      SharedClients.checkProxies(System.getenv());
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          parsed.commandSpec().commandLine(), "the environment: " + e.getMessage(), e);
    }
    return new CommandLine.RunLast().execute(parsed);
  }
}
