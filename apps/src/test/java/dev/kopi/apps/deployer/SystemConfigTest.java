package dev.kopi.apps.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.genesis.GenesisEvm;
import dev.kopi.apps.deployer.genesis.GenesisView;
import dev.kopi.apps.deployer.parameters.FaultProofParameters.Profile;
import dev.kopi.apps.deployer.parameters.L1Parameters;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.attributes.SystemConfigUpdates;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.execution.transaction.TransactionOutcome.Executed;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import dev.kopi.core.state.WorldState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The SystemConfig contract announces what derivation reads. */
class SystemConfigTest {
  private static final long TIME = 1_700_000_000;
  private static final Crypto CRYPTO = Crypto.portable();
  private static final Address OWNER = Examples.ACCOUNTS.systemOwner();

  private static final GenesisDeployment DEPLOYMENT =
      new Deployer(ContractArtifacts.bundled(), CRYPTO, UpgradeFiles.shipped())
          .inGenesis(
              Examples.rollup(900, Profile.FAST),
              new L1Parameters(TIME, 60_000_000, Map.of(), Examples.DEPLOYER));

  private final RollupConfig config = DEPLOYMENT.rollup().config();
  private final Genesis l1 = DEPLOYMENT.l1Genesis();
  private final WorldState world = new WorldState(new GenesisView(l1.alloc()));

  private Executed call(Address sender, Bytes data) {
    Transaction transaction =
        new Transaction.Legacy(
            0,
            UInt256.ZERO,
            10_000_000,
            config.systemConfigContract(),
            UInt256.ZERO,
            data,
            new Signature(UInt256.of(27), UInt256.ONE, UInt256.ONE));
    Executed executed =
        (Executed)
            new TransactionProcessor(
                    GenesisEvm.block(l1.spec().rules(0, TIME, true), TIME), world, CRYPTO)
                .simulate(transaction, sender);
    world.endTransaction(true);
    return executed;
  }

  /** What derivation makes of a call by the owner; a stranger's call fails. */
  private SystemConfig after(String function, AbiValue... arguments) {
    Bytes data = AbiEncoder.call(function, arguments);
    assertThat(call(Examples.RICH, data).success()).isFalse();
    Executed executed = call(OWNER, data);
    assertThat(executed.success()).isTrue();
    List<Log> logs = executed.logs();
    assertThat(logs).hasSize(1);
    Receipt receipt =
        new Receipt(TransactionType.DYNAMIC_FEE, null, true, 21_000, logs, null, null);
    SystemConfigUpdates.Outcome outcome =
        SystemConfigUpdates.apply(config, config.genesisSystemConfig(), List.of(receipt), TIME);
    assertThat(outcome.ignored()).isEmpty();
    return outcome.systemConfig();
  }

  private long get(String function) {
    return AbiReader.of(call(Examples.RICH, AbiEncoder.call(function)).output()).number(0);
  }

  @Test
  void announcesTheParametersOfTheBaseFee() {
    SystemConfig found = after("setEIP1559Params(uint32,uint32)", AbiValue.of(300), AbiValue.of(4));
    assertThat(found.eip1559Denominator()).isEqualTo(300);
    assertThat(found.eip1559Elasticity()).isEqualTo(4);
    assertThat(get("eip1559Denominator()")).isEqualTo(300);
    assertThat(get("eip1559Elasticity()")).isEqualTo(4);
  }

  @Test
  void refusesParametersOfZero() {
    for (int[] pair : new int[][] {{0, 4}, {300, 0}}) {
      Bytes data =
          AbiEncoder.call(
              "setEIP1559Params(uint32,uint32)", AbiValue.of(pair[0]), AbiValue.of(pair[1]));
      assertThat(call(OWNER, data).success()).isFalse();
    }
  }

  @Test
  void announcesTheOperatorFee() {
    SystemConfig found =
        after(
            "setOperatorFeeScalars(uint32,uint64)", AbiValue.of(1_500_000), AbiValue.of(1L << 40));
    assertThat(found.operatorFeeScalar()).isEqualTo(1_500_000);
    assertThat(found.operatorFeeConstant()).isEqualTo(1L << 40);
    assertThat(get("operatorFeeScalar()")).isEqualTo(1_500_000);
    assertThat(get("operatorFeeConstant()")).isEqualTo(1L << 40);
  }

  @Test
  void announcesTheMinimumBaseFee() {
    assertThat(after("setMinBaseFee(uint64)", AbiValue.of(1_000_000)).minBaseFee())
        .isEqualTo(1_000_000);
    assertThat(get("minBaseFee()")).isEqualTo(1_000_000);
  }

  @Test
  void announcesTheFootprintOfData() {
    assertThat(after("setDAFootprintGasScalar(uint16)", AbiValue.of(500)).daFootprintGasScalar())
        .isEqualTo(500);
    assertThat(get("daFootprintGasScalar()")).isEqualTo(500);
  }

  @Test
  void stillAnnouncesWhatItDidBefore() {
    assertThat(after("setBatcherHash(bytes32)", AbiValue.of(Examples.RICH.toWord())).batcher())
        .isEqualTo(Examples.RICH);
    assertThat(
            after("setGasConfigEcotone(uint32,uint32)", AbiValue.of(7), AbiValue.of(8))
                .scalar()
                .toHex())
        .isEqualTo("0x01" + "00".repeat(23) + "0000000800000007");
    assertThat(after("setGasLimit(uint64)", AbiValue.of(40_000_000)).gasLimit())
        .isEqualTo(40_000_000);
    assertThat(after("setUnsafeBlockSigner(address)", AbiValue.of(Examples.RICH)))
        .isEqualTo(config.genesisSystemConfig());
  }
}
