package dev.kopi.apps.deployer;

import dev.kopi.apps.deployer.genesis.PredeployLayout;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.apps.deployer.plan.L1Contracts;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.ChainSpec.BlobScheduleEntry;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.execution.Predeploys;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.execution.fee.BaseFee;
import dev.kopi.core.execution.fee.OpExtraData;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.OutputRoot;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.store.ExecutedBlock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The genesis of L2 and the rollup configuration, for the L1 block that L2 starts at. */
final class L2Start {
  private final RollupParameters parameters;
  private final L1Contracts contracts;
  private final long timestampSeconds;
  private final OpSpec op;
  private final Genesis genesis;
  private final ExecutedBlock block;
  private final Hash outputRoot;

  /**
   * Builds the genesis.
   *
   * @param alloc the accounts that L2 starts with
   * @param timestampSeconds the time of the L1 block, and so of the genesis block
   */
  L2Start(
      RollupParameters parameters, L1Contracts contracts, StateDiff alloc, long timestampSeconds) {
    this.parameters = parameters;
    this.contracts = contracts;
    this.timestampSeconds = timestampSeconds;
    this.op = opSpec();
    this.genesis = new Genesis(spec(), given().build(), alloc);
    this.block = genesis.execute();
    Hash messages = block.trie().storageRoots().get(Predeploys.L2_TO_L1_MESSAGE_PASSER);
    if (messages == null) {
      throw new IllegalStateException("the genesis of L2 has no L2ToL1MessagePasser");
    }
    this.outputRoot =
        new OutputRoot(block.block().header().stateRoot(), messages, block.block().hash()).hash();
  }

  /** The output root of the genesis block. */
  Hash outputRoot() {
    return outputRoot;
  }

  /**
   * The absolute prestate of the dispute games.
   *
   * @param l1 the rules of L1
   * @param startNumber the L1 block that L2 starts at; its hash is not known yet where the games
   *     are part of it
   * @param upgrades the transactions of forks that activate after genesis
   */
  ChainPrestate prestate(ChainSpec l1, long startNumber, UpgradeTransactions upgrades) {
    Hash given = parameters.faultProofs().absolutePrestate();
    ChainPrestate released =
        ChainPrestate.released(
            config(new BlockId(Hash.ZERO, startNumber)), l1, genesis.spec(), upgrades);
    return given == null || given.equals(released.hash()) ? released : ChainPrestate.given(given);
  }

  /** The rollup that starts at an L1 block. */
  DeployedRollup at(BlockId l1, ChainPrestate prestate) {
    return new DeployedRollup(contracts, genesis, block, config(l1), outputRoot, prestate);
  }

  private RollupConfig config(BlockId l1) {
    return new RollupConfig(
        parameters.l1ChainId(),
        parameters.l2ChainId(),
        l1,
        new BlockId(block.block().hash(), block.block().header().number()),
        timestampSeconds,
        systemConfig(),
        parameters.blockTimeSeconds(),
        parameters.maxSequencerDriftSeconds(),
        parameters.sequencerWindowSize(),
        parameters.channelTimeoutBedrock(),
        parameters.batchInbox(),
        contracts.optimismPortal(),
        contracts.systemConfig(),
        op,
        null,
        null);
  }

  private OpSpec opSpec() {
    Map<OpFork, Long> activations = new EnumMap<>(OpFork.class);
    parameters
        .forks()
        .offsetsSeconds()
        .forEach(
            (fork, offset) -> activations.put(fork, offset == 0 ? 0 : timestampSeconds + offset));
    return new OpSpec(
        activations,
        parameters.eip1559Elasticity(),
        parameters.eip1559Denominator(),
        parameters.eip1559DenominatorCanyon());
  }

  /**
   * The Ethereum forks that the OP Stack forks imply, as go-ethereum's configuration names them.
   */
  private ChainSpec spec() {
    Map<Fork, Long> activations = new EnumMap<>(Fork.class);
    for (Fork fork : Fork.values()) {
      if (!fork.byTimestamp()) {
        activations.put(fork, 0L);
        continue;
      }
      for (OpFork opFork : OpFork.values()) {
        Long at = op.activation(opFork);
        if (at != null && opFork.execution().atLeast(fork)) {
          activations.put(fork, at);
          break;
        }
      }
    }
    List<BlobScheduleEntry> noBlobs = List.of();
    return new ChainSpec(
        parameters.l2ChainId(), activations, UInt256.ZERO, null, noBlobs, null, op);
  }

  private HeaderBuilder given() {
    return new HeaderBuilder()
        .timestampSeconds(timestampSeconds)
        .gasLimit(parameters.gasLimit())
        .beneficiary(PredeployLayout.at(PredeployLayout.SEQUENCER_FEE_VAULT))
        .baseFeePerGas(BaseFee.INITIAL)
        .extraData(extraData());
  }

  /** The parameters of the base fee, from Holocene on. */
  private Bytes extraData() {
    if (!parameters.atGenesis(OpFork.HOLOCENE)) {
      return Bytes.EMPTY;
    }
    return new OpExtraData(
            parameters.eip1559DenominatorCanyon(),
            parameters.eip1559Elasticity(),
            parameters.atGenesis(OpFork.JOVIAN) ? 0L : null)
        .encode();
  }

  /** The values that the SystemConfig contract was initialised with. */
  private SystemConfig systemConfig() {
    // "scalar": a version byte 1, and the two scalars in its last eight bytes (Ecotone).
    Hash scalar =
        Hash.ofWords(
            1L << 56,
            0,
            0,
            Integer.toUnsignedLong(parameters.blobBaseFeeScalar()) << 32
                | Integer.toUnsignedLong(parameters.baseFeeScalar()));
    return new SystemConfig(
        parameters.accounts().batcher(),
        Hash.ZERO,
        scalar,
        parameters.gasLimit(),
        0,
        0,
        0,
        0,
        0,
        0);
  }
}
