package dev.kopi.core.rollup;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that all nodes of a rollup share ({@code rollup.json}).
 *
 * @param l1ChainId the id of L1
 * @param l2ChainId the id of L2
 * @param genesisL1 the L1 block that the rollup starts from; its hash is zero where a fault-proof
 *     program has to take the block from L1
 * @param genesisL2 the first L2 block
 * @param genesisTimeSeconds the first L2 block's timestamp
 * @param genesisSystemConfig the system configuration at the start
 * @param blockTimeSeconds seconds between L2 blocks
 * @param maxSequencerDriftSeconds how far L2 time may run ahead of its L1 origin, before Fjord
 * @param sequencerWindowSize L1 blocks within which an epoch's batches must be included
 * @param channelTimeoutBedrock L1 blocks that a channel stays open, before Granite
 * @param batchInbox where batcher transactions are sent to
 * @param depositContract the OptimismPortal
 * @param systemConfigContract the SystemConfig
 * @param op the fork table and the EIP-1559 parameters
 * @param pectraBlobScheduleSeconds until when the L1 blob base fee is computed by Cancun's
 *     parameters; null when that never matters
 * @param altDa where the data of batches lies when it is not on L1; null for L1
 * @param keepKarstUpgradeGas whether the gas that Karst's first block adds to its gas limit stays
 *     in the limit of the blocks after it, until L1 sets another limit
 * @param unsupportedForks scheduled forks that this version does not implement, by activation time
 */
public record RollupConfig(
    UInt256 l1ChainId,
    UInt256 l2ChainId,
    BlockId genesisL1,
    BlockId genesisL2,
    long genesisTimeSeconds,
    SystemConfig genesisSystemConfig,
    long blockTimeSeconds,
    long maxSequencerDriftSeconds,
    long sequencerWindowSize,
    long channelTimeoutBedrock,
    Address batchInbox,
    Address depositContract,
    Address systemConfigContract,
    OpSpec op,
    @Nullable Long pectraBlobScheduleSeconds,
    @Nullable AltDaConfig altDa,
    boolean keepKarstUpgradeGas,
    List<UnsupportedFork> unsupportedForks) {

  /** Sorts the unsupported forks by time. */
  public RollupConfig {
    unsupportedForks =
        unsupportedForks.stream()
            .sorted(Comparator.comparingLong(UnsupportedFork::activationSeconds))
            .toList();
  }

  /** A configuration whose forks are all supported, and that keeps no upgrade gas. */
  public RollupConfig(
      UInt256 l1ChainId,
      UInt256 l2ChainId,
      BlockId genesisL1,
      BlockId genesisL2,
      long genesisTimeSeconds,
      SystemConfig genesisSystemConfig,
      long blockTimeSeconds,
      long maxSequencerDriftSeconds,
      long sequencerWindowSize,
      long channelTimeoutBedrock,
      Address batchInbox,
      Address depositContract,
      Address systemConfigContract,
      OpSpec op,
      @Nullable Long pectraBlobScheduleSeconds,
      @Nullable AltDaConfig altDa) {
    this(
        l1ChainId,
        l2ChainId,
        genesisL1,
        genesisL2,
        genesisTimeSeconds,
        genesisSystemConfig,
        blockTimeSeconds,
        maxSequencerDriftSeconds,
        sequencerWindowSize,
        channelTimeoutBedrock,
        batchInbox,
        depositContract,
        systemConfigContract,
        op,
        pectraBlobScheduleSeconds,
        altDa,
        false,
        List.of());
  }

  /** The seconds that a sequencer may run ahead of its L1 origin since Fjord. */
  public static final long MAX_SEQUENCER_DRIFT_FJORD = 1800;

  /** The L1 blocks that a channel stays open since Granite. */
  public static final long CHANNEL_TIMEOUT_GRANITE = 50;

  /**
   * Data availability beyond L1.
   *
   * @param challengeContract the contract in which missing data is challenged; null for generic
   *     commitments
   * @param genericCommitments whether commitments are generic rather than keccak256
   * @param challengeWindow L1 blocks in which a commitment may be challenged
   * @param resolveWindow L1 blocks in which a challenge may be answered
   */
  public record AltDaConfig(
      @Nullable Address challengeContract,
      boolean genericCommitments,
      long challengeWindow,
      long resolveWindow) {}

  /** Whether {@code fork} holds at an L2 (or, where the specification says so, L1) timestamp. */
  public boolean isActive(OpFork fork, long timestampSeconds) {
    return op.isActive(fork, timestampSeconds);
  }

  /** The same rollup with other unsupported forks. */
  public RollupConfig withUnsupportedForks(List<UnsupportedFork> forks) {
    return with(genesisL1, keepKarstUpgradeGas, forks);
  }

  /** The same rollup with another {@link #keepKarstUpgradeGas}. */
  public RollupConfig withKeepKarstUpgradeGas(boolean keep) {
    return with(genesisL1, keep, unsupportedForks);
  }

  /** The same rollup with another {@link #genesisL1}. */
  public RollupConfig withGenesisL1(BlockId block) {
    return with(block, keepKarstUpgradeGas, unsupportedForks);
  }

  private RollupConfig with(BlockId start, boolean keep, List<UnsupportedFork> forks) {
    return new RollupConfig(
        l1ChainId,
        l2ChainId,
        start,
        genesisL2,
        genesisTimeSeconds,
        genesisSystemConfig,
        blockTimeSeconds,
        maxSequencerDriftSeconds,
        sequencerWindowSize,
        channelTimeoutBedrock,
        batchInbox,
        depositContract,
        systemConfigContract,
        op,
        pectraBlobScheduleSeconds,
        altDa,
        keep,
        forks);
  }

  /**
   * The unsupported fork that is active at an L2 timestamp, the earliest if there are several. A
   * node must not build or derive a block with such a timestamp.
   *
   * @return null when the rules at that timestamp are supported
   */
  public @Nullable UnsupportedFork unsupportedForkAt(long l2TimestampSeconds) {
    for (UnsupportedFork fork : unsupportedForks) {
      if (l2TimestampSeconds >= fork.activationSeconds()) {
        return fork;
      }
    }
    return null;
  }

  /**
   * The number of the first L2 block at or after a timestamp; genesis when it is before genesis.
   */
  public long firstBlockAt(long l2TimestampSeconds) {
    long since = Math.max(0, l2TimestampSeconds - genesisTimeSeconds);
    return genesisL2.number() + Math.ceilDiv(since, blockTimeSeconds);
  }

  /** Whether the L2 block at this timestamp is the first one of {@code fork}, and not genesis. */
  public boolean isActivationBlock(OpFork fork, long l2TimestampSeconds) {
    return isActive(fork, l2TimestampSeconds)
        && l2TimestampSeconds >= blockTimeSeconds
        && !isActive(fork, l2TimestampSeconds - blockTimeSeconds);
  }

  /** The number of the L2 block with this timestamp; the timestamp is not before genesis. */
  public long blockNumberAt(long l2TimestampSeconds) {
    return genesisL2.number() + (l2TimestampSeconds - genesisTimeSeconds) / blockTimeSeconds;
  }

  /** The timestamp of the L2 block with this number. */
  public long timestampOf(long l2Number) {
    return genesisTimeSeconds + (l2Number - genesisL2.number()) * blockTimeSeconds;
  }

  /** The L1 blocks that a channel opened at this L1 time stays open. */
  public long channelTimeout(long l1TimestampSeconds) {
    return isActive(OpFork.GRANITE, l1TimestampSeconds)
        ? CHANNEL_TIMEOUT_GRANITE
        : channelTimeoutBedrock;
  }

  /** How far L2 time may run ahead of an L1 origin with this time. */
  public long maxSequencerDrift(long l1TimestampSeconds) {
    return isActive(OpFork.FJORD, l1TimestampSeconds)
        ? MAX_SEQUENCER_DRIFT_FJORD
        : maxSequencerDriftSeconds;
  }
}
