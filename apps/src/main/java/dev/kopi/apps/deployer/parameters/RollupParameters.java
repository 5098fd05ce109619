package dev.kopi.apps.deployer.parameters;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parameters of a new rollup.
 *
 * @param l1ChainId the id of L1
 * @param l2ChainId the id of L2
 * @param accounts the accounts with rights on the chain
 * @param faultProofs the dispute games
 * @param forks when the forks of L2 activate
 * @param blockTimeSeconds seconds between L2 blocks
 * @param maxSequencerDriftSeconds how far L2 may run ahead of its L1 origin, before Fjord
 * @param sequencerWindowSize L1 blocks within which an epoch's batches must be included
 * @param channelTimeoutBedrock L1 blocks that a channel stays open, before Granite
 * @param gasLimit the gas limit of an L2 block
 * @param baseFeeScalar the share of the L1 base fee in the L1 fee, in millionths
 * @param blobBaseFeeScalar the share of the L1 blob base fee in the L1 fee, in millionths
 * @param eip1559Denominator the base fee's change denominator before Canyon
 * @param eip1559DenominatorCanyon the base fee's change denominator from Canyon on
 * @param eip1559Elasticity the gas limit over the gas target
 * @param batchInbox where batcher transactions are sent to
 * @param feeVaultMinimumWithdrawal wei that a fee vault collects before it can be emptied
 * @param feeVaultsWithdrawToL1 whether fee vaults are emptied to L1 or on L2
 * @param l2Accounts accounts that exist on L2 from the start, with their wei
 */
public record RollupParameters(
    UInt256 l1ChainId,
    UInt256 l2ChainId,
    ChainAccounts accounts,
    FaultProofParameters faultProofs,
    ForkSchedule forks,
    long blockTimeSeconds,
    long maxSequencerDriftSeconds,
    long sequencerWindowSize,
    long channelTimeoutBedrock,
    long gasLimit,
    int baseFeeScalar,
    int blobBaseFeeScalar,
    int eip1559Denominator,
    int eip1559DenominatorCanyon,
    int eip1559Elasticity,
    Address batchInbox,
    UInt256 feeVaultMinimumWithdrawal,
    boolean feeVaultsWithdrawToL1,
    Map<Address, UInt256> l2Accounts) {

  private static final long MIN_GAS_LIMIT = 21_000_000;
  private static final long MAX_GAS_LIMIT = 200_000_000;

  /** Copies the maps and checks what would fail later. */
  public RollupParameters {
    // In a fixed order, since an interrupted deployment is known by these parameters as text.
    l2Accounts = Collections.unmodifiableMap(new TreeMap<>(l2Accounts));
    checkForks(forks, blockTimeSeconds);
    if (l1ChainId.equals(l2ChainId)) {
      throw new IllegalArgumentException("L1 and L2 have the same chain id " + l1ChainId);
    }
    if (blockTimeSeconds < 1) {
      throw new IllegalArgumentException("the L2 block time is at least one second");
    }
    // SystemConfig: minimumGasLimit() and MAX_GAS_LIMIT.
    if (gasLimit < MIN_GAS_LIMIT || gasLimit > MAX_GAS_LIMIT) {
      throw new IllegalArgumentException(
          "the L2 gas limit lies between " + MIN_GAS_LIMIT + " and " + MAX_GAS_LIMIT);
    }
  }

  private static void checkForks(ForkSchedule forks, long blockTimeSeconds) {
    forks
        .offsetsSeconds()
        .forEach((fork, offset) -> {
          if (offset % blockTimeSeconds != 0) {
            throw new IllegalArgumentException(
                fork.name().toLowerCase(Locale.ROOT) + " does not fall on an L2 block");
          }
        });
  }

  /** Whether a fork holds from genesis on. */
  public boolean atGenesis(OpFork fork) {
    return forks.atGenesisHas(fork);
  }

  /**
   * The batch inbox that the specification gives a chain: a zero byte and the first 19 bytes of the
   * hash of its id.
   *
   * @see <a href="https://specs.optimism.io/protocol/configurability.html">Configurability</a>
   */
  public static Address standardBatchInbox(UInt256 l2ChainId) {
    Hash hash = Keccak256.hash(l2ChainId.toArray());
    byte[] inbox = new byte[20];
    System.arraycopy(hash.toArray(), 0, inbox, 1, 19);
    return Address.of(inbox);
  }

  /** The values of OP Mainnet, except for chain ids, accounts and dispute games. */
  public static RollupParameters standard(
      UInt256 l1ChainId,
      UInt256 l2ChainId,
      ChainAccounts accounts,
      FaultProofParameters faultProofs) {
    return new RollupParameters(
        l1ChainId,
        l2ChainId,
        accounts,
        faultProofs,
        ForkSchedule.DEFAULT,
        2,
        600,
        3600,
        300,
        60_000_000,
        1368,
        810_949,
        50,
        250,
        6,
        standardBatchInbox(l2ChainId),
        UInt256.of(1_000_000_000_000_000_000L).multiply(UInt256.of(2)),
        false,
        Map.of());
  }

  /** A copy with another schedule of forks. */
  public RollupParameters withForks(ForkSchedule schedule) {
    return with(schedule, blockTimeSeconds, l2Accounts);
  }

  /** A copy with another L2 block time. */
  public RollupParameters withBlockTime(long seconds) {
    return with(forks, seconds, l2Accounts);
  }

  /** A copy with other accounts on L2. */
  public RollupParameters withL2Accounts(Map<Address, UInt256> funded) {
    return with(forks, blockTimeSeconds, funded);
  }

  private RollupParameters with(
      ForkSchedule schedule, long l2BlockTimeSeconds, Map<Address, UInt256> funded) {
    return new RollupParameters(
        l1ChainId,
        l2ChainId,
        accounts,
        faultProofs,
        schedule,
        l2BlockTimeSeconds,
        maxSequencerDriftSeconds,
        sequencerWindowSize,
        channelTimeoutBedrock,
        gasLimit,
        baseFeeScalar,
        blobBaseFeeScalar,
        eip1559Denominator,
        eip1559DenominatorCanyon,
        eip1559Elasticity,
        batchInbox,
        feeVaultMinimumWithdrawal,
        feeVaultsWithdrawToL1,
        funded);
  }
}
