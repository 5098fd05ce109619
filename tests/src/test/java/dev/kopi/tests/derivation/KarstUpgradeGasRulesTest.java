package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.attributes.NetworkUpgrades;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.testkit.FakeEngine;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The gas that the first block of Karst adds to its gas limit, and the blocks after it. */
class KarstUpgradeGasRulesTest {
  private static final long T = DerivationHarness.GENESIS_SECONDS;
  private static final long LIMIT = 30_000_000;
  private static final long RAISED = LIMIT + NetworkUpgrades.KARST_GAS;

  private static DerivationHarness chain(boolean keep) {
    return new DerivationHarness(OpFork.KARST, Map.of(OpFork.KARST, T + 4), null, keep);
  }

  private static List<Long> gasLimits(DerivationHarness chain) {
    chain.mine((int) chain.config.sequencerWindowSize() + 1);
    return chain.derived.stream()
        .map(derived -> Objects.requireNonNull(derived.attributes().gasLimit()))
        .toList();
  }

  @Test
  void theFirstBlockAloneHasTheGasOfTheUpgrade() {
    assertThat(gasLimits(chain(false)).subList(0, 4)).containsExactly(LIMIT, RAISED, LIMIT, LIMIT);
  }

  @Test
  void theGasStaysWhereTheRollupKeepsIt() {
    assertThat(gasLimits(chain(true)).subList(0, 4)).containsExactly(LIMIT, RAISED, RAISED, RAISED);
  }

  @Test
  void aLimitThatL1SetsReplacesTheKeptGas() {
    DerivationHarness chain = chain(true);
    chain.mine();
    chain.log(DerivationHarness.BATCHER, SystemConfigRulesTest.update(2, UInt256.of(40_000_000)));
    List<Long> limits = gasLimits(chain);
    assertThat(limits).startsWith(LIMIT, RAISED).contains(40_000_000L);
    assertThat(limits.getLast()).isEqualTo(40_000_000L);
  }

  @Test
  void aLimitBelowTheGasOfTheUpgradeBelongsToAnotherChain() {
    DerivationHarness chain = chain(false);
    gasLimits(chain);
    PayloadAttributes attributes = chain.derived.get(1).attributes();
    L2BlockRef parent = chain.chain.get(1);
    assertThat(L2Blocks.systemConfig(chain.config, block(chain.config, attributes, parent, RAISED)))
        .extracting(found -> found.gasLimit())
        .isEqualTo(LIMIT);
    Block low = block(chain.config, attributes, parent, NetworkUpgrades.KARST_GAS - 1);
    assertThatThrownBy(() -> L2Blocks.systemConfig(chain.config, low))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("gas limit");
    assertThat(L2Blocks.systemConfig(chain.config.withKeepKarstUpgradeGas(true), low).gasLimit())
        .isEqualTo(NetworkUpgrades.KARST_GAS - 1);
  }

  private static Block block(
      RollupConfig config, PayloadAttributes attributes, L2BlockRef parent, long gasLimit) {
    List<Bytes> transactions = Objects.requireNonNull(attributes.transactions());
    return new Block(
        new HeaderBuilder()
            .parentHash(parent.hash())
            .number(parent.number() + 1)
            .timestampSeconds(attributes.timestampSeconds())
            .gasLimit(gasLimit)
            .extraData(FakeEngine.extraData(config, attributes))
            .build(),
        transactions.stream().map(TransactionEnvelope::decode).toList(),
        List.of(),
        attributes.withdrawals());
  }
}
