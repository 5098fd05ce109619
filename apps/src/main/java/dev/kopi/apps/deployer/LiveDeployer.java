package dev.kopi.apps.deployer;

import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.genesis.L2GenesisState;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.apps.deployer.plan.DeploymentPlan;
import dev.kopi.apps.deployer.plan.DeploymentStep;
import dev.kopi.apps.wallet.Outgoing;
import dev.kopi.apps.wallet.SendFailed;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.state.StateDiff;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deploys a rollup on a running L1. A checkpoint is kept, so that an interrupted deployment resumes
 * where it stopped.
 */
public final class LiveDeployer {
  /** Receives the progress of the deployment. */
  public interface Progress {
    /**
     * A transaction is in a block.
     *
     * @param done the number of mined transactions
     * @param total the number of all transactions
     * @param title the purpose of the transaction
     */
    void mined(int done, int total, String title);
  }

  /**
   * The state of an unfinished deployment.
   *
   * @param firstNonce the deployer's nonce before its first transaction
   * @param start the L1 block that L2 starts at, once it is known
   */
  public record Checkpoint(long firstNonce, @Nullable Start start) {}

  /**
   * The L1 block that L2 starts at.
   *
   * @param block the block
   * @param timestampSeconds its time
   */
  public record Start(BlockId block, long timestampSeconds) {}

  /** Stores the checkpoint of a deployment. */
  public interface CheckpointStore {
    /** The checkpoint, or null when the deployment has not started. */
    @Nullable Checkpoint load();

    /** Replaces the checkpoint. */
    void save(Checkpoint checkpoint);
  }

  private final ContractArtifacts artifacts;
  private final Crypto crypto;
  private final Wallet wallet;
  private final ChainSpec l1Spec;
  private final UpgradeTransactions upgrades;
  private final Progress progress;

  /**
   * Deploys with the key of a wallet.
   *
   * @param l1Spec the rules of L1
   * @param upgrades the transactions of forks that activate after genesis
   */
  public LiveDeployer(
      ContractArtifacts artifacts,
      Crypto crypto,
      Wallet wallet,
      ChainSpec l1Spec,
      UpgradeTransactions upgrades,
      Progress progress) {
    this.artifacts = artifacts;
    this.crypto = crypto;
    this.wallet = wallet;
    this.l1Spec = l1Spec;
    this.upgrades = upgrades;
    this.progress = progress;
  }

  /**
   * Deploys, or resumes from the checkpoint.
   *
   * @throws SendFailed when the deployment fails; the message holds the reason
   */
  public DeployedRollup deploy(RollupParameters parameters, CheckpointStore checkpoints) {
    if (!parameters.l1ChainId().equals(wallet.chainId())) {
      throw new SendFailed(
          "the L1 has the chain id " + wallet.chainId() + ", not " + parameters.l1ChainId());
    }
    EthClient l1 = wallet.chain();
    long nonce = wallet.settledNonce();
    Checkpoint checkpoint = checkpoints.load();
    if (checkpoint == null) {
      if (l1.nonce(wallet.address(), EthClient.PENDING) != nonce) {
        throw new SendFailed(wallet.address() + " has pending transactions: try again later");
      }
      checkpoint = new Checkpoint(nonce, null);
      checkpoints.save(checkpoint);
    }
    DeploymentPlan plan =
        new DeploymentPlan(parameters, artifacts, wallet.address(), checkpoint.firstNonce());
    int total = plan.beforeGenesis().size() + plan.afterGenesis(Hash.ZERO, Hash.ZERO).size();
    checkBalance(plan, nonce);

    send(plan.beforeGenesis(), nonce, checkpoint, total);
    Start start = checkpoint.start();
    if (start == null) {
      start = newest(l1);
      checkpoints.save(new Checkpoint(checkpoint.firstNonce(), start));
    }
    StateDiff accounts = L2GenesisState.of(parameters, artifacts, plan.contracts(), crypto);
    L2Start l2 = new L2Start(parameters, plan.contracts(), accounts, start.timestampSeconds());
    ChainPrestate prestate = l2.prestate(l1Spec, start.block().number(), upgrades);
    send(plan.afterGenesis(l2.outputRoot(), prestate.hash()), nonce, checkpoint, total);
    Header canonical = l1.header(EthClient.at(start.block().number()));
    if (canonical == null || !canonical.hash().equals(start.block().hash())) {
      throw new SendFailed(
          "L1 was reorganised: block " + start.block().number() + " where L2 starts is gone");
    }
    List<String> problems =
        DeploymentCheck.problems(
            (contract, data) -> l1.call(CallMessage.read(contract, data), EthClient.LATEST),
            parameters,
            plan.contracts(),
            l2.outputRoot(),
            prestate.hash());
    if (!problems.isEmpty()) {
      throw new SendFailed(
          "the contracts are not configured as intended; deploy again into another folder: "
              + String.join("; ", problems));
    }
    return l2.at(start.block(), prestate);
  }

  private void checkBalance(DeploymentPlan plan, long nonce) {
    Header head = wallet.chain().header(EthClient.LATEST);
    UInt256 baseFee = head == null ? null : head.baseFeePerGas();
    if (baseFee == null) {
      throw new SendFailed("the L1 has no base fee: it is older than London");
    }
    long gas = 0;
    for (DeploymentStep step : plan.beforeGenesis()) {
      gas += step.nonce() >= nonce ? step.gasLimit() : 0;
    }
    UInt256 needed = baseFee.multiply(UInt256.of(2)).multiply(UInt256.of(gas));
    UInt256 balance = wallet.chain().balance(wallet.address(), EthClient.LATEST);
    if (balance.compareTo(needed) < 0) {
      throw new SendFailed(
          wallet.address() + " has " + balance + " wei, and may need " + needed + " for gas");
    }
  }

  private void send(List<DeploymentStep> steps, long nonce, Checkpoint checkpoint, int total) {
    List<DeploymentStep> open = new ArrayList<>();
    List<Outgoing> outgoing = new ArrayList<>();
    for (DeploymentStep step : steps) {
      if (step.nonce() >= nonce) {
        open.add(step);
        outgoing.add(
            new Outgoing(step.title(), step.to(), UInt256.ZERO, step.data(), step.gasLimit()));
      }
    }
    if (open.isEmpty()) {
      return;
    }
    int[] index = {0};
    wallet.sendAll(
        open.get(0).nonce(),
        outgoing,
        mined -> {
          DeploymentStep step = open.get(index[0]++);
          int done = (int) (step.nonce() - checkpoint.firstNonce()) + 1;
          progress.mined(done, total, step.title());
        });
  }

  private static Start newest(EthClient l1) {
    Header head = l1.header(EthClient.LATEST);
    if (head == null) {
      throw new SendFailed("the L1 has no newest block");
    }
    return new Start(new BlockId(head.hash(), head.number()), head.timestampSeconds());
  }
}
