package dev.kopi.apps.deployer;

import dev.kopi.apps.program.ProgramConfiguration;
import dev.kopi.apps.program.ProgramFace;
import dev.kopi.apps.program.ReleasedProgram;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.EmbeddedConfiguration;
import dev.kopi.core.rollup.RollupConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The absolute prestate of a rollup's dispute games.
 *
 * @param hash what the games' contracts are told
 * @param configuration what the released program holds in its memory; null when another program was
 *     chosen
 */
public record ChainPrestate(Hash hash, @Nullable EmbeddedConfiguration configuration) {
  /** The machine that the deployed contract executes a step of. */
  private static final ProgramFace FACE = ProgramFace.NARROW;

  /** Another program than the released one. */
  public static ChainPrestate given(Hash hash) {
    return new ChainPrestate(hash, null);
  }

  /**
   * The released program with the configuration of a rollup.
   *
   * @param l1 the rules of L1
   * @param l2 the rules of L2
   * @param upgrades the transactions of forks that activate after genesis
   */
  public static ChainPrestate released(
      RollupConfig rollup, ChainSpec l1, ChainSpec l2, UpgradeTransactions upgrades) {
    EmbeddedConfiguration configuration = ProgramConfiguration.of(rollup, l1, l2, upgrades);
    return new ChainPrestate(
        ReleasedProgram.bundled().prestate(FACE, configuration), configuration);
  }

  /**
   * Writes the state file that a challenger runs, named by its hash, unless it is there already.
   *
   * @return the file, or null when another program was chosen
   */
  public @Nullable Path write(Path folder) throws IOException {
    EmbeddedConfiguration own = configuration;
    return own == null ? null : ReleasedProgram.bundled().writePrestate(FACE, own, folder);
  }
}
