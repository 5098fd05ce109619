package dev.kopi.apps.cli.devnet;

import ch.qos.logback.classic.Level;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.apps.assembly.ProcessEnd;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.logs.Logs;
import dev.kopi.apps.cli.options.GameOptions;
import dev.kopi.apps.cli.options.UpgradesOption;
import dev.kopi.apps.cli.process.DirectoryLock;
import dev.kopi.apps.cli.process.SecondSignal;
import dev.kopi.apps.cli.values.CompressionName;
import dev.kopi.apps.cli.values.ForkSchedules;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.cli.values.ReadableFile;
import dev.kopi.apps.cli.values.RpcUrls;
import dev.kopi.apps.cli.values.WritableDirectory;
import dev.kopi.apps.deployer.parameters.FaultProofParameters;
import dev.kopi.apps.deployer.parameters.ForkSchedule;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.apps.devnet.Devnet;
import dev.kopi.apps.devnet.DevnetDescription;
import dev.kopi.apps.devnet.DevnetOptions;
import dev.kopi.apps.devnet.Role;
import dev.kopi.apps.devnet.RunningFile;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a devnet and shows how it goes until it is stopped. */
@Command(
    name = "devnet",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a whole rollup on this machine: L1, contracts, sequencer, batcher, verifier,",
      "proposer, challenger.",
      "Everything listens on 127.0.0.1 alone."
    },
    subcommands = StatusCommand.class,
    footer = {
      "",
      "Examples:",
      "  kopi devnet                                  a temporary chain on the usual ports",
      "  kopi devnet --datadir ./chain                a chain that is kept and resumed",
      "  kopi devnet --ports 0 --json                 free ports, one line of JSON when all is up",
      "  kopi devnet --without batcher,proposer       leave roles to other programs",
      "  kopi devnet --l1 http://127.0.0.1:8545 --l1.beacon http://127.0.0.1:8545",
      "                                               on an L1 that runs already, such as",
      "                                               anvil --block-time 2 --slots-in-an-epoch 1",
      "  kopi devnet --fork holocene                  a chain of an older fork",
      "  kopi devnet --fork isthmus=6                 Holocene at genesis, Isthmus 6 s later",
    })
public final class DevnetCommand implements Callable<Integer> {
  private static final long STATUS_MILLIS = 1000;

  @Option(
      names = "--datadir",
      paramLabel = "DIR",
      converter = WritableDirectory.class,
      description = "Keep the chain here and resume it; without, it is temporary.")
  private @Nullable Path datadir;

  @Option(
      names = "--l1",
      paramLabel = "URL",
      converter = RpcUrls.class,
      description = "An L1 that runs already: contracts are deployed there (with --l1.beacon).")
  private @Nullable URI l1;

  @Option(
      names = "--l1.beacon",
      paramLabel = "URL",
      description = "The beacon API of that L1; anvil serves it where its RPC is.")
  private @Nullable URI beacon;

  @Option(
      names = "--l1.beacon.slot-duration-override",
      paramLabel = "SECONDS",
      description = "Seconds between blocks of that L1; asked of its beacon node when not set.")
  @Range(min = 1, max = 86_400)
  private @Nullable Long slotOverride;

  @Option(
      names = "--rollup.l1-chain-config",
      paramLabel = "FILE",
      converter = ReadableFile.class,
      description = "The genesis of that L1, or its config alone; without, Osaka from the start.")
  private @Nullable Path l1ChainConfig;

  @Option(
      names = "--private-key",
      paramLabel = "KEY",
      description =
          "The key that pays for the deployment on that L1, 32 bytes in hex; without, the first"
              + " of the test accounts.")
  private @Nullable PrivateKey privateKey;

  @Option(
      names = "--l1-chain-id",
      paramLabel = "ID",
      defaultValue = "900",
      description = "The chain id of L1.")
  @Range(min = 1)
  private long l1ChainId;

  @Option(
      names = "--l2-chain-id",
      paramLabel = "ID",
      defaultValue = "901",
      description = "The chain id of L2.")
  @Range(min = 1)
  private long l2ChainId;

  @Option(
      names = "--l1-slot",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Seconds between L1 blocks.")
  @Range(min = 1, max = 86_400)
  private long slotSeconds;

  @Option(
      names = "--block-time",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "Seconds between L2 blocks.")
  @Range(min = 1, max = 86_400)
  private long blockTimeSeconds;

  @Option(
      names = "--ports",
      paramLabel = "0",
      description = "0 takes free ports for all servers; without, the usual ones.")
  @Range(max = 0)
  private @Nullable Integer ports;

  @Option(
      names = "--without",
      paramLabel = "ROLE",
      split = ",",
      description =
          "Roles to leave out: sequencer, verifier, batcher, proposer, keeper," + " challenger.")
  private Set<Role> without = Set.of();

  @Option(
      names = "--fork",
      paramLabel = "FORKS",
      defaultValue = "karst",
      converter = ForkSchedules.class,
      description =
          "The newest fork at genesis, such as karst; or forks that activate later and seconds after"
              + " genesis, such as isthmus=6,jovian=12.")
  private ForkSchedule forks = ForkSchedule.DEFAULT;

  @Mixin private UpgradesOption upgrades = new UpgradesOption();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "fast",
      description = "The clocks of the dispute games: fast or production.")
  private FaultProofParameters.Profile profile = FaultProofParameters.Profile.FAST;

  @Mixin private GameOptions games;

  @Option(
      names = "--batcher.data-availability-type",
      paramLabel = "TYPE",
      defaultValue = "blobs",
      description = "Where batches go: blobs or calldata.")
  private DataAvailability availability = DataAvailability.BLOBS;

  @Option(
      names = "--batcher.batch-type",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description = "0 for singular batches, 1 for span batches.")
  @Range(max = 1)
  private int batchType;

  @Option(
      names = "--batcher.compression-algo",
      paramLabel = "NAME",
      defaultValue = "zlib",
      converter = Compression.class,
      description = "zlib, brotli, brotli-9, brotli-10 or brotli-11.")
  private String compression = "zlib";

  @Option(
      names = "--proposer.proposal-interval",
      paramLabel = "SECONDS",
      defaultValue = "12",
      description = "Seconds between proposals.")
  @Range(min = 1, max = 31_536_000)
  private long proposalInterval;

  @Option(names = "--json", description = "Print one line of JSON on stdout when all is up.")
  private boolean json;

  /** Where batches go. */
  enum DataAvailability {
    BLOBS,
    CALLDATA
  }

  /** The name of a compression, checked. */
  static final class Compression implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      new CompressionName().convert(text);
      return text;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    boolean terminal = System.console() != null && System.console().isTerminal();
    if (terminal && !json && System.getenv("KOPI_LOG_LEVEL") == null) {
      Logs.use(Level.WARN); // Only what needs a look comes between the lines of the status.
    }
    ProcessEnd end = ProcessEnd.install();
    AtomicBoolean stopping = new AtomicBoolean();
    Devnet devnet;
    DevnetDescription description;
    DevnetOptions options = options();
    lock(options);
    try {
      devnet = new Devnet(options);
      stopOnSignal(devnet, stopping);
      description = devnet.start(ManagementFactory.getRuntimeMXBean().getStartTime());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    } catch (RpcException | RpcTransportException e) {
      throw new CommandFailed((l1 == null ? "" : "--l1: ") + e.getMessage(), e);
    }
    RunningFile.write(datadir, description);
    devnet.health().forEach(end::follow);
    PrintStream out = System.out;
    if (json) {
      out.println(Json.text(description.toJson()));
      out.flush();
      devnet.prepareBlobs();
      devnet.exportPrestate();
      end.awaitEnd();
    } else {
      out.print(description.toText());
      devnet.prepareBlobs();
      devnet.exportPrestate();
      showStatus(devnet, end, stopping, out, terminal);
    }
    return ended(devnet);
  }

  /** Takes the data directory, and those of the roles, which processes of their own may use. */
  private static void lock(DevnetOptions options) {
    Path directory = options.datadir();
    if (directory == null) {
      return;
    }
    DirectoryLock.hold(directory, "kopi devnet");
    if (options.externalL1() == null) {
      DirectoryLock.hold(directory.resolve("l1"), "kopi devnet");
    }
    if (options.runs(Role.SEQUENCER)) {
      DirectoryLock.hold(directory.resolve("sequencer"), "kopi devnet");
    }
    if (options.runs(Role.VERIFIER)) {
      DirectoryLock.hold(directory.resolve("verifier"), "kopi devnet");
    }
  }

  private void stopOnSignal(Devnet devnet, AtomicBoolean stopping) {
    Thread hook =
        Thread.ofPlatform()
            .name("shutdown")
            .unstarted(() -> {
              stopping.set(true);
              RunningFile.delete(datadir);
              SecondSignal.ends();
              devnet.close();
            });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Names the role that ended: a devnet without it would stand still. */
  private static int ended(Devnet devnet) {
    devnet.health().stream()
        .filter(role -> role.ended() != null)
        .findFirst()
        .ifPresent(role -> System.err.println("kopi: the devnet ends: " + role.summary()));
    return ProcessEnd.CANNOT_GO_ON;
  }

  /** One status line, overwritten in a terminal; otherwise a line for each change. */
  private static void showStatus(
      Devnet devnet, ProcessEnd end, AtomicBoolean stopping, PrintStream out, boolean terminal)
      throws InterruptedException {
    String last = "";
    while (!end.awaitEnd(STATUS_MILLIS)) {
      if (stopping.get()) {
        end.awaitEnd();
      }
      try {
        String line = devnet.status().toLine();
        if (!line.equals(last)) {
          out.print(terminal ? "\r\033[K" + line : line + System.lineSeparator());
          out.flush();
          last = line;
        }
      } catch (RpcException | RpcTransportException e) {
        if (!stopping.get()) {
          out.println("no status: " + e.getMessage());
        }
      }
    }
  }

  private DevnetOptions options() {
    if (l1 == null && l1ChainId == l2ChainId) {
      throw new WrongUsage("--l2-chain-id is " + l2ChainId + ": it must differ from --l1-chain-id");
    }
    UpgradeTransactions transactions = upgrades.read();
    UpgradesOption.require(transactions, forks.later());
    return new DevnetOptions(
        datadir,
        l1ChainId,
        l2ChainId,
        slotOverride == null ? slotSeconds : slotOverride,
        blockTimeSeconds,
        ports != null,
        without,
        forks,
        profile,
        games.overrides(),
        new DevnetOptions.BatchOptions(
            availability == DataAvailability.BLOBS, batchType == 1, compression),
        proposalInterval,
        transactions,
        externalL1());
  }

  private DevnetOptions.@Nullable External externalL1() {
    URI rpc = l1;
    URI blobs = beacon;
    if (rpc == null) {
      if (blobs != null || slotOverride != null || l1ChainConfig != null || privateKey != null) {
        throw new WrongUsage(
            "--l1.beacon, --l1.beacon.slot-duration-override, --rollup.l1-chain-config and"
                + " --private-key require an external L1: give --l1 URL");
      }
      return null;
    }
    if (blobs == null) {
      throw new WrongUsage(
          "--l1 needs --l1.beacon URL too, to read blobs (for anvil the same URL)");
    }
    PrivateKey key = privateKey;
    return new DevnetOptions.External(
        rpc,
        blobs,
        key == null ? MnemonicAccount.TEN.getFirst().privateKey() : key,
        l1ChainConfig,
        slotOverride != null);
  }
}
