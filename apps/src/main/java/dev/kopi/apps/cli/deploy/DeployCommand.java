package dev.kopi.apps.cli.deploy;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.client.RpcClients;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.Secrets;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.options.GameOptions;
import dev.kopi.apps.cli.options.UpgradesOption;
import dev.kopi.apps.cli.values.ChainSpecFile;
import dev.kopi.apps.cli.values.ForkSchedules;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.cli.values.ReadableFile;
import dev.kopi.apps.cli.values.RpcUrls;
import dev.kopi.apps.cli.values.WritableDirectory;
import dev.kopi.apps.deployer.DeployedRollup;
import dev.kopi.apps.deployer.DeploymentFolder;
import dev.kopi.apps.deployer.LiveDeployer;
import dev.kopi.apps.deployer.contracts.ArtifactLocator;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.genesis.L1GenesisState;
import dev.kopi.apps.deployer.parameters.ChainAccounts;
import dev.kopi.apps.deployer.parameters.FaultProofParameters;
import dev.kopi.apps.deployer.parameters.FaultProofParameters.Profile;
import dev.kopi.apps.deployer.parameters.ForkSchedule;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.apps.wallet.SendFailed;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code kopi deploy}. */
@Command(
    name = "deploy",
    description = {
      "Deploys a new rollup on a running L1 and writes genesis.json, rollup.json and"
          + " addresses.json.",
      "An interrupted deployment goes on when it is started again with the same options."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class DeployCommand implements Callable<Integer> {
  private static final String EMBEDDED = "embedded";
  private static final Duration RPC_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Spec private CommandSpec spec;

  @Option(
      names = "--l1",
      paramLabel = "URL",
      converter = RpcUrls.class,
      required = true,
      defaultValue = "${env:DEPLOYER_L1_RPC_URL}",
      description = "The RPC of an L1 node.")
  private URI l1;

  @Option(
      names = "--private-key",
      paramLabel = "KEY",
      required = true,
      defaultValue = "${env:DEPLOYER_PRIVATE_KEY}",
      description = "The key that signs, 32 bytes in hex; its account pays gas.")
  private PrivateKey privateKey;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      converter = WritableDirectory.class,
      description = "The directory for the files; created when it is not there.")
  private Path out;

  @Option(
      names = "--l2-chain-id",
      paramLabel = "ID",
      defaultValue = "901",
      description = "The chain id of the new L2.")
  @Range(min = 1)
  private long l2ChainId;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "fast",
      description =
          "Clocks and delays of withdrawals: fast or production. fast: a withdrawal in about"
              + " a minute and a half, for development.")
  private Profile profile;

  @Option(
      names = "--absolute-prestate",
      paramLabel = "HASH",
      description =
          "The commitment to another fault-proof program than Kopi's. Without, it is the released"
              + " program with the chain's configuration.")
  private @Nullable Hash absolutePrestate;

  @Option(
      names = "--block-time",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "Seconds between L2 blocks.")
  @Range(min = 1, max = 86_400)
  private long blockTime;

  @Option(
      names = "--fork",
      paramLabel = "FORKS",
      defaultValue = "karst",
      converter = ForkSchedules.class,
      description =
          "The newest fork at genesis, such as karst; or forks that activate later and seconds after"
              + " genesis, such as isthmus=86400,jovian=172800.")
  private ForkSchedule forks = ForkSchedule.DEFAULT;

  @Option(
      names = "--fund-dev-accounts",
      negatable = true,
      description =
          "Whether the ten usual test accounts own ether on L2; without, with --profile fast.")
  private @Nullable Boolean fundDevAccounts;

  @Option(
      names = {"--artifacts", "--artifacts-locator"},
      paramLabel = "LOCATOR",
      defaultValue = EMBEDDED,
      description = {
        "The contracts of another release: a forge-artifacts folder, a zip or a gzipped tar of one,"
            + " as a path, file:// or https://; or embedded, those that come with Kopi.",
        "The release must be deployed as that of Kopi is; else it is refused, with what is known."
      })
  private String artifacts = EMBEDDED;

  @Option(names = "--json", description = "Print one line of JSON on stdout at the end.")
  private boolean json;

  @Option(
      names = {"--l1.chainconfig", "--l1.chain-config"},
      paramLabel = "FILE",
      converter = ReadableFile.class,
      description =
          "The genesis of L1, or its config alone, for the fault-proof program; without, Osaka from"
              + " the start.")
  private @Nullable Path l1ChainConfig;

  @Mixin private UpgradesOption upgrades = new UpgradesOption();

  @Mixin private GameOptions games;

  @Mixin private AccountOptions accounts;

  /** For picocli. */
  public DeployCommand() {}

  @Override
  public Integer call() throws IOException {
    boolean fast = profile == Profile.FAST;
    if (!fast && absolutePrestate == null && l1ChainConfig == null) {
      throw new WrongUsage(
          "--profile production needs --l1.chainconfig, or the --absolute-prestate of another"
              + " program");
    }
    ChainAccounts owners = accounts.accounts(fast);
    Crypto crypto = NativeCrypto.create();
    ContractArtifacts contracts = contracts();
    String release = artifacts.equals(EMBEDDED) ? "" : contracts.hash().toHex();
    try (RpcClient rpc = RpcClients.open(l1, RPC_TIMEOUT)) {
      Wallet wallet =
          new Wallet(
              new EthClient(rpc::call),
              privateKey,
              crypto.secp256k1(),
              InstantSource.system(),
              PATIENCE);
      RollupParameters parameters = parameters(wallet.chainId(), owners);
      DeploymentFolder folder = new DeploymentFolder(out, parameters, wallet.address(), release);
      PrintWriter err = spec.commandLine().getErr();
      LiveDeployer deployer =
          new LiveDeployer(
              contracts,
              crypto,
              wallet,
              l1Spec(wallet.chainId()),
              upgrades.read(),
              (done, total, title) -> err.printf("%2d/%d %s%n", done, total, title));
      DeployedRollup rollup = deployer.deploy(parameters, folder);
      DeploymentFolder.write(out, rollup);
      report(rollup);
      return 0;
    } catch (SendFailed | DecodeException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailed("these options do not fit: " + e.getMessage(), e);
    } catch (RpcException | RpcTransportException e) {
      throw new CommandFailed(
          "the L1 at " + Secrets.hidden(l1.toString()) + ": " + e.getMessage(), e);
    }
  }

  private ContractArtifacts contracts() {
    try {
      return ArtifactLocator.read(artifacts);
    } catch (IOException | DecodeException | IllegalArgumentException e) {
      throw new CommandFailed(
          "--artifacts " + Secrets.hidden(artifacts) + ": " + e.getMessage(), e);
    }
  }

  private RollupParameters parameters(UInt256 l1ChainId, ChainAccounts owners) {
    boolean fast = profile == Profile.FAST;
    RollupParameters parameters =
        RollupParameters.standard(
                l1ChainId,
                UInt256.of(l2ChainId),
                owners,
                FaultProofParameters.of(profile, absolutePrestate).with(games.overrides()))
            .withBlockTime(blockTime)
            .withForks(forks);
    boolean fund = fundDevAccounts == null ? fast : fundDevAccounts;
    return fund ? parameters.withL2Accounts(MnemonicAccount.funded()) : parameters;
  }

  private ChainSpec l1Spec(UInt256 chainId) {
    Path file = l1ChainConfig;
    return file == null
        ? L1GenesisState.spec(chainId)
        : ChainSpecFile.read("--l1.chainconfig", file);
  }

  private void report(DeployedRollup rollup) {
    PrintWriter stdout = spec.commandLine().getOut();
    Path folder = out.toAbsolutePath().normalize();
    if (json) {
      ObjectNode line = Json.object();
      line.put("l1ChainId", rollup.config().l1ChainId().toBigInteger());
      line.put("l2ChainId", rollup.config().l2ChainId().toBigInteger());
      line.put("l1StartBlock", rollup.config().genesisL1().number());
      line.put("l2GenesisHash", rollup.config().genesisL2().hash().toHex());
      line.put("absolutePrestate", rollup.prestate().hash().toHex());
      line.set("contracts", DeploymentFolder.addresses(rollup.contracts()));
      line.put("out", folder.toString());
      stdout.println(Json.text(line));
    } else {
      rollup
          .contracts()
          .byName()
          .forEach((name, address) -> stdout.printf("%-33s %s%n", name, address));
      stdout.printf("%-33s %s%n", "absolute prestate", rollup.prestate().hash());
      stdout.println("genesis.json, rollup.json and addresses.json are in " + folder);
    }
    stdout.flush();
  }
}
