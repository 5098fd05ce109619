package dev.kopi.apps.cli.program;

import dev.kopi.adapters.json.rollup.RollupFile;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.options.UpgradesOption;
import dev.kopi.apps.cli.values.ChainSpecFile;
import dev.kopi.apps.cli.values.InputFile;
import dev.kopi.apps.cli.values.ReadableFile;
import dev.kopi.apps.program.ProgramConfiguration;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.proof.EmbeddedConfiguration;
import dev.kopi.core.rollup.RollupConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The chain that a fault-proof program is about: what its prestate holds. */
final class ChainOptions {
  @Option(
      names = {"--rollup.config", "--rollup-config", "--rollup-config-path"},
      paramLabel = "FILE",
      required = true,
      converter = ReadableFile.class,
      description = "The configuration of the rollup: rollup.json.")
  private Path rollupConfig = Path.of("");

  @Option(
      names = {"--l1.chainconfig", "--l1.chain-config", "--l1-config-path"},
      paramLabel = "FILE",
      required = true,
      converter = ReadableFile.class,
      description = "The genesis of L1, or its config alone.")
  private Path l1ChainConfig = Path.of("");

  @Option(
      names = "--l2.genesis",
      paramLabel = "FILE",
      converter = ReadableFile.class,
      description = "The genesis of L2, or its config alone; without it the rollup's forks count.")
  private @Nullable Path l2Genesis;

  @Mixin private UpgradesOption upgrades = new UpgradesOption();

  /**
   * Reads the rollup's configuration.
   *
   * @throws CommandFailed when it cannot be read, or the program cannot derive the chain
   */
  RollupConfig rollup() {
    RollupConfig config =
        InputFile.read("--rollup.config", "a rollup.json", rollupConfig, RollupFile::read).config();
    if (config.altDa() != null) {
      throw new CommandFailed(
          "--rollup.config: batches of this chain lie outside of L1 (alt_da in "
              + rollupConfig
              + "): the fault-proof program has no pre-images for them");
    }
    return config;
  }

  /**
   * Refuses to go on without a genesis of L2.
   *
   * @throws WrongUsage when it is not given
   */
  void requireL2Genesis() {
    if (l2Genesis == null) {
      throw new WrongUsage("--l2.genesis is needed: a prestate holds the rules of L2");
    }
  }

  /** Reads the rules of L1. */
  ChainSpec l1() {
    return ChainSpecFile.read("--l1.chainconfig", l1ChainConfig);
  }

  /** Reads the rules of L2; without a genesis they are the forks of the rollup. */
  ChainSpec l2(RollupConfig rollup) {
    Path genesis = l2Genesis;
    return genesis == null
        ? new ChainSpec(
            rollup.l2ChainId(), Map.of(), UInt256.ZERO, null, List.of(), null, rollup.op())
        : ChainSpecFile.read("--l2.genesis", genesis);
  }

  /** Reads the upgrade transactions. */
  UpgradeTransactions upgrades() {
    return upgrades.read();
  }

  /** What a prestate of the chain holds. */
  EmbeddedConfiguration embedded(RollupConfig rollup) {
    return ProgramConfiguration.of(rollup, l1(), l2(rollup), upgrades());
  }
}
