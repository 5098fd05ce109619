package dev.kopi.apps.cli.upgrades;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.client.RpcClients;
import dev.kopi.adapters.upgrades.KnownUpgrades;
import dev.kopi.adapters.upgrades.UpgradeArchive;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.Secrets;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.cli.values.RpcUrls;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction.Deposit;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code kopi upgrades fetch}: reads upgrade transactions from a chain that has made the upgrade.
 */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = {
      "Reads the upgrade transactions of Jovian and Karst from the first block of each fork of a"
          + " chain, checks them and writes them for --upgrades of node and devnet.",
      "They are the same on every chain, such as OP Mainnet: Kopi knows their hashes."
    },
    footer = {
      "",
      "The archive is a zip with, for Jovian, the deployment code of its contracts in hex,"
          + " bytecode/jovian-l1-block-deployment.txt and"
          + " bytecode/jovian-gas-price-oracle-deployment.txt, and for Karst karst_nut_bundle.json.",
      "",
      "Example:",
      "  kopi upgrades fetch --rpc https://mainnet.optimism.io --out upgrades.zip",
      "  kopi devnet --fork isthmus=6,jovian=12,karst=18 --upgrades upgrades.zip"
    })
public final class FetchCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;

  @Option(
      names = "--rpc",
      paramLabel = "URL",
      converter = RpcUrls.class,
      required = true,
      description = "The RPC of an L2 node that has the forks' first blocks.")
  private URI rpc;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "upgrades.zip",
      description = "The archive to write.")
  private Path out;

  @Option(
      names = "--fork",
      paramLabel = "NAME",
      split = ",",
      description = "The forks, of jovian and karst; both when not given.")
  private Set<OpFork> forks = EnumSet.of(OpFork.JOVIAN, OpFork.KARST);

  @Option(
      names = "--block",
      paramLabel = "FORK=NUMBER",
      split = ",",
      description =
          "The first block of a fork, for a node that does not find transactions by their hash.")
  @Range
  private Map<OpFork, Long> blocks = new EnumMap<>(OpFork.class);

  /** For picocli. */
  public FetchCommand() {}

  @Override
  public Integer call() {
    String shown = Secrets.hidden(rpc.toString());
    try (RpcClient client = RpcClients.open(rpc, TIMEOUT)) {
      UpgradeFetcher fetcher = new UpgradeFetcher(new EthClient(client::call));
      Map<OpFork, List<Deposit>> found = new EnumMap<>(OpFork.class);
      for (OpFork fork : forks) {
        List<KnownUpgrades.Known> known = KnownUpgrades.all().get(fork);
        String name = fork.name().toLowerCase(Locale.ROOT);
        if (known == null) {
          throw new CommandFailed("--fork: what " + name + " needs comes with Kopi");
        }
        switch (fetcher.fetch(known, blocks.get(fork))) {
          case UpgradeFetcher.Result.Found(long block, List<Deposit> transactions) -> {
            found.put(fork, transactions);
            spec.commandLine()
                .getOut()
                .printf("%s: %d transactions of block %d%n", name, transactions.size(), block);
          }
          case UpgradeFetcher.Result.Missing(String why) ->
              throw new CommandFailed(name + " at " + shown + ": " + why);
        }
      }
      UpgradeArchive.write(out, found);
      spec.commandLine().getOut().println("written to " + out);
      return 0;
    } catch (RpcException | RpcTransportException | DecodeException e) {
      throw new CommandFailed("the node at " + shown + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailed("--out: cannot write " + out + ": " + e.getMessage(), e);
    }
  }
}
