package dev.kopi.apps.cli.challenger;

import dev.kopi.apps.assembly.OwnCommand;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.core.dispute.rules.GameType;
import dev.kopi.services.challenger.VmListener;
import dev.kopi.services.challenger.trace.CannonConfig;
import dev.kopi.services.challenger.trace.CannonConfig.Flavor;
import dev.kopi.services.challenger.trace.CannonProcess;
import dev.kopi.services.challenger.trace.Prestates;
import dev.kopi.services.challenger.trace.RightTraces.Vm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the fault-proof VM is run: options with op-challenger's names. */
final class VmOptions {
  private static final int MACHINE_HEAP_MIB = 1024;
  private static final int SERVER_HEAP_MIB = 512;
  private static final String SERVER_DEFAULT = " Default: 'kopi program host'.";

  @Option(
      names = "--cannon-bin",
      paramLabel = "PATH",
      description = "The VM, with cannon's command line. Default: 'kopi cannon'.")
  private @Nullable Path machine;

  @Option(
      names = "--cannon-server",
      paramLabel = "PATH",
      description =
          "The pre-image server of games cannon, with op-program's options." + SERVER_DEFAULT)
  private @Nullable Path server;

  @Option(
      names = "--cannon-kona-server",
      paramLabel = "PATH",
      description = "The pre-image server of games cannon-kona, kona-host." + SERVER_DEFAULT)
  private @Nullable Path konaServer;

  @Option(
      names = "--cannon-prestate",
      paramLabel = "FILE",
      description = "The absolute prestate of games cannon; its hash is verified.")
  private @Nullable Path prestate;

  @Option(
      names = "--cannon-kona-prestate",
      paramLabel = "FILE",
      description = "The absolute prestate of games cannon-kona; its hash is verified.")
  private @Nullable Path konaPrestate;

  @Option(
      names = "--prestates-url",
      paramLabel = "URL",
      converter = PrestatePlace.class,
      description =
          "A folder or an address with absolute prestates: HASH.bin.gz, HASH.json.gz or HASH.json.")
  private @Nullable URI prestates;

  @Option(
      names = "--cannon-prestates-url",
      paramLabel = "URL",
      converter = PrestatePlace.class,
      description = "The same for games cannon alone.")
  private @Nullable URI cannonPrestates;

  @Option(
      names = "--cannon-kona-prestates-url",
      paramLabel = "URL",
      converter = PrestatePlace.class,
      description = "The same for games cannon-kona alone.")
  private @Nullable URI konaPrestates;

  @Option(
      names = {"--cannon-rollup-config", "--cannon-kona-rollup-config"},
      paramLabel = "FILE",
      description = "The rollup configuration, for a chain that the server does not know.")
  private @Nullable Path rollupConfig;

  @Option(
      names = "--cannon-l2-genesis",
      paramLabel = "FILE",
      description = "The genesis of L2, for a chain that the server does not know.")
  private @Nullable Path l2Genesis;

  @Option(
      names = {"--cannon-l1-genesis", "--cannon-kona-l1-genesis"},
      paramLabel = "FILE",
      description = "The genesis of L1, for a chain that the server does not know.")
  private @Nullable Path l1Genesis;

  @Option(
      names = {"--cannon-l2-custom", "--cannon-kona-l2-custom"},
      description = "Give the program the configurations, since it does not know the chain.")
  private boolean custom;

  @Option(
      names = {"--cannon-snapshot-freq", "--cannon-kona-snapshot-freq"},
      paramLabel = "STEPS",
      defaultValue = "1000000000",
      description = "Steps between two states of a run that are kept.")
  @Range(min = 1)
  private long snapshots;

  @Option(
      names = {"--cannon-info-freq", "--cannon-kona-info-freq"},
      paramLabel = "STEPS",
      defaultValue = "10000000",
      description = "Steps between two lines of progress in a run's log.")
  @Range(min = 1)
  private long info;

  @Option(
      names = "--vm-timeout",
      paramLabel = "DURATION",
      defaultValue = "2h",
      description = "The longest that one run may take.")
  @Range(min = 1)
  private Duration timeout;

  @Option(
      names = "--unsafe-allow-invalid-prestate",
      description = "Play games with another prestate than the one at hand. You will lose bonds.")
  private boolean allowInvalid;

  /** The VMs by type of game. */
  Map<GameType, Vm> machines(
      Set<GameType> types, URI l1, URI beacon, List<URI> l2, Path datadir, VmListener listener) {
    Map<GameType, Vm> machines = new EnumMap<>(GameType.class);
    for (GameType type : types) {
      if (type.trace() != GameType.Trace.MACHINE) {
        continue;
      }
      boolean kona = type == GameType.CANNON_KONA;
      Path only = kona ? konaPrestate : prestate;
      URI own = kona ? konaPrestates : cannonPrestates;
      URI place = own == null ? prestates : own;
      if (only == null && place == null) {
        throw new WrongUsage(
            "games of type "
                + type.text()
                + " need a prestate: set --"
                + (kona ? "cannon-kona" : "cannon")
                + "-prestate or --prestates-url, or leave the type out of --game-types");
      }
      CannonProcess runner = new CannonProcess(config(kona, l1, beacon, l2), listener);
      machines.put(
          type,
          new Vm(
              runner,
              new Prestates(only, place, datadir.resolve("prestates"), runner),
              allowInvalid));
    }
    return machines;
  }

  private CannonConfig config(boolean kona, URI l1, URI beacon, List<URI> l2) {
    Path given = kona ? konaServer : server;
    List<String> command =
        new ArrayList<>(
            given == null
                ? OwnCommand.of(SERVER_HEAP_MIB, "program", "host")
                : kona ? List.of(given.toString(), "single") : List.of(given.toString()));
    Flavor flavor = kona && given != null ? Flavor.KONA : Flavor.OP_PROGRAM;
    file(command, flavor == Flavor.KONA ? "--rollup-config-path" : "--rollup.config", rollupConfig);
    file(command, flavor == Flavor.KONA ? "--l1-config-path" : "--l1.chainconfig", l1Genesis);
    if (flavor == Flavor.OP_PROGRAM) {
      file(command, "--l2.genesis", l2Genesis);
      if (custom) {
        command.add("--l2.custom");
      }
    }
    return new CannonConfig(
        machine == null ? OwnCommand.of(MACHINE_HEAP_MIB, "cannon") : List.of(machine.toString()),
        command,
        flavor,
        l1.toString(),
        beacon.toString(),
        l2.stream().map(URI::toString).toList(),
        snapshots,
        info,
        timeout);
  }

  private static void file(List<String> command, String option, @Nullable Path file) {
    if (file != null) {
      command.addAll(List.of(option, file.toString()));
    }
  }
}
