package dev.kopi.apps.deployer;

import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.genesis.GenesisEvm;
import dev.kopi.apps.deployer.genesis.GenesisView;
import dev.kopi.apps.deployer.genesis.L1GenesisState;
import dev.kopi.apps.deployer.genesis.L2GenesisState;
import dev.kopi.apps.deployer.parameters.L1Parameters;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.apps.deployer.plan.DeploymentPlan;
import dev.kopi.apps.deployer.plan.PlanExecutor;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.execution.fee.BaseFee;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.state.WorldState;
import dev.kopi.core.store.ExecutedBlock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Deploys a rollup in the genesis state of a new L1, by executing the deployment plan there. */
public final class Deployer {
  /** The genesis of L2 and its prestate are the work of a second. */
  private static final int MOST_MINUTES = 5;

  private final ContractArtifacts artifacts;
  private final Crypto crypto;
  private final UpgradeTransactions upgrades;

  /**
   * Deploys the contracts of the given artifacts.
   *
   * @param upgrades the transactions of forks that activate after genesis
   */
  public Deployer(ContractArtifacts artifacts, Crypto crypto, UpgradeTransactions upgrades) {
    this.artifacts = artifacts;
    this.crypto = crypto;
    this.upgrades = upgrades;
  }

  /** A new L1 and the rollup on it. */
  public GenesisDeployment inGenesis(RollupParameters parameters, L1Parameters l1) {
    DeploymentPlan plan = new DeploymentPlan(parameters, artifacts, l1.deployer(), 0);
    ChainSpec spec = L1GenesisState.spec(parameters.l1ChainId());
    // The genesis of L2 depends only on the addresses of L1 contracts: it is built concurrently.
    CompletableFuture<L2Start> l2 =
        CompletableFuture.supplyAsync(() ->
            new L2Start(
                parameters,
                plan.contracts(),
                L2GenesisState.of(parameters, artifacts, plan.contracts(), crypto),
                l1.timestampSeconds()));
    CompletableFuture<ChainPrestate> games =
        l2.thenApply(start -> start.prestate(spec, 0, upgrades));

    GenesisView before =
        new GenesisView(L1GenesisState.accounts(parameters.l1ChainId(), l1.accounts(), artifacts));
    WorldState world = new WorldState(before);
    BlockContext block =
        GenesisEvm.block(spec.rules(0, l1.timestampSeconds(), true), l1.timestampSeconds());
    PlanExecutor.execute(plan.beforeGenesis(), l1.deployer(), block, world, crypto);
    L2Start start = l2.orTimeout(MOST_MINUTES, TimeUnit.MINUTES).join();
    ChainPrestate prestate = games.orTimeout(MOST_MINUTES, TimeUnit.MINUTES).join();
    PlanExecutor.execute(
        plan.afterGenesis(start.outputRoot(), prestate.hash()),
        l1.deployer(),
        block,
        world,
        crypto);

    Genesis genesis =
        new Genesis(
            spec,
            new HeaderBuilder()
                .timestampSeconds(l1.timestampSeconds())
                .gasLimit(l1.gasLimit())
                .baseFeePerGas(BaseFee.INITIAL)
                .build(),
            before.with(world.diff()));
    ExecutedBlock genesisBlock = genesis.execute();
    return new GenesisDeployment(
        genesis, genesisBlock, start.at(new BlockId(genesisBlock.block().hash(), 0), prestate));
  }
}
