package dev.kopi.apps.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.genesis.GenesisEvm;
import dev.kopi.apps.deployer.genesis.GenesisView;
import dev.kopi.apps.deployer.parameters.FaultProofParameters.Profile;
import dev.kopi.apps.deployer.parameters.L1Parameters;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.transaction.TransactionOutcome.Executed;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class DeployerTest {
  private static final long TIME = 1_700_000_000;
  private static final Crypto CRYPTO = Crypto.portable();

  private final RollupParameters parameters = Examples.rollup(900, Profile.FAST);
  private final GenesisDeployment deployment =
      new Deployer(ContractArtifacts.bundled(), CRYPTO, UpgradeFiles.shipped())
          .inGenesis(
              parameters,
              new L1Parameters(
                  TIME, 60_000_000, Map.of(Examples.RICH, UInt256.ONE), Examples.DEPLOYER));

  /** Asks a contract in a genesis state. */
  public static Bytes ask(Genesis genesis, Address contract, Bytes data) {
    BlockContext block =
        GenesisEvm.block(
            genesis.spec().rules(0, genesis.given().timestampSeconds(), true),
            genesis.given().timestampSeconds());
    Transaction call =
        new Transaction.Legacy(
            0,
            UInt256.ZERO,
            10_000_000,
            contract,
            UInt256.ZERO,
            data,
            new Signature(UInt256.of(27), UInt256.ONE, UInt256.ONE));
    TransactionOutcome outcome =
        new TransactionProcessor(block, new WorldState(new GenesisView(genesis.alloc())), CRYPTO)
            .simulate(call, Address.ZERO);
    return ((Executed) outcome).output();
  }

  @Test
  void theContractsInTheGenesisOfL1AreWhatWasMeant() {
    assertThat(
            DeploymentCheck.problems(
                (contract, data) -> ask(deployment.l1Genesis(), contract, data),
                parameters,
                deployment.rollup().contracts(),
                deployment.rollup().outputRoot(),
                Examples.PRESTATE))
        .isEmpty();
  }
}
