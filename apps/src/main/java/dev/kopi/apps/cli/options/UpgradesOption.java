package dev.kopi.apps.cli.options;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.values.ReadableFile;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The upgrade transactions that a node derives when a fork activates. */
public final class UpgradesOption {
  @Option(
      names = "--upgrades",
      paramLabel = "FILE",
      converter = ReadableFile.class,
      description =
          "A zip or folder with the upgrade transactions of Jovian and Karst, which do not come with"
              + " Kopi: see kopi upgrades fetch. Needed when they activate after genesis.")
  private @Nullable Path files;

  /** For picocli. */
  public UpgradesOption() {}

  /** Those that come with Kopi, and those of the archive. */
  public UpgradeTransactions read() {
    Path archive = files;
    try {
      return archive == null ? UpgradeFiles.shipped() : UpgradeFiles.with(archive);
    } catch (IOException | DecodeException e) {
      throw new CommandFailed("--upgrades: cannot read " + archive + ": " + e.getMessage(), e);
    }
  }

  /** The forks among these whose upgrade transactions are not known. */
  public static List<OpFork> missing(UpgradeTransactions upgrades, Collection<OpFork> forks) {
    List<OpFork> missing = new ArrayList<>();
    for (OpFork fork : forks) {
      try {
        upgrades.of(fork);
      } catch (CriticalException e) {
        missing.add(fork);
      }
    }
    return missing;
  }

  /**
   * Refuses a chain whose forks need upgrade transactions that are not known.
   *
   * @param forks the forks that activate after genesis
   * @throws WrongUsage when some are missing; the message says how to get them
   */
  public static void require(UpgradeTransactions upgrades, Collection<OpFork> forks) {
    List<OpFork> missing = missing(upgrades, forks);
    if (!missing.isEmpty()) {
      throw new WrongUsage(advice(missing));
    }
  }

  /** What to do about missing upgrade transactions. */
  public static String advice(List<OpFork> missing) {
    List<String> names =
        missing.stream().map(fork -> fork.name().toLowerCase(Locale.ROOT)).toList();
    return "the upgrade transactions of "
        + String.join(" and ", names)
        + " do not come with Kopi, and are needed since it activates after genesis: get them with"
        + " 'kopi upgrades fetch --rpc URL --out FILE' and give --upgrades FILE";
  }
}
