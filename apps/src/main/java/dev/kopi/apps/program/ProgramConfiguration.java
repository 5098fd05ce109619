package dev.kopi.apps.program;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.ChainConfigJson;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.proof.EmbeddedConfiguration;
import dev.kopi.core.proof.UpgradeList;
import dev.kopi.core.rollup.RollupConfig;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the configuration that goes into a prestate: the same for the same chain. */
public final class ProgramConfiguration {
  /** The forks whose upgrade transactions the released program does not bring along. */
  private static final Set<OpFork> NOT_SHIPPED = EnumSet.of(OpFork.JOVIAN, OpFork.KARST);

  private ProgramConfiguration() {}

  /**
   * The configuration of one chain. Upgrade transactions of forks that activate after its genesis
   * go with it, as far as they are known.
   *
   * @param rollup the rollup; the hash of the L1 block that it starts from does not count
   * @param l1 the rules of L1
   * @param l2 the rules of L2
   */
  public static EmbeddedConfiguration of(
      RollupConfig rollup, ChainSpec l1, ChainSpec l2, UpgradeTransactions upgrades) {
    ObjectNode json = RollupJson.write(rollup);
    ((ObjectNode) json.path("genesis").path("l1")).remove("hash");
    return new EmbeddedConfiguration(
        List.of(
            new EmbeddedConfiguration.Chain(
                rollup.l2ChainId().lowLong(),
                text(json),
                text(ChainConfigJson.write(l1)),
                text(ChainConfigJson.write(l2)))),
        UpgradeList.encode(coming(rollup, upgrades)));
  }

  private static UpgradeTransactions coming(RollupConfig rollup, UpgradeTransactions upgrades) {
    return fork -> {
      Long at = rollup.op().activation(fork);
      if (at == null || at <= rollup.genesisTimeSeconds() || !NOT_SHIPPED.contains(fork)) {
        throw new CriticalException("the chain does not derive " + fork);
      }
      return upgrades.of(fork);
    };
  }

  private static Bytes text(JsonNode json) {
    return Bytes.wrap(Json.text(json).getBytes(StandardCharsets.UTF_8));
  }
}
