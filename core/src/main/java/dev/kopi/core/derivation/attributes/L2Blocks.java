package dev.kopi.core.derivation.attributes;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import java.util.List;

/**
 * Reads the block reference and the system configuration of an L2 block from its L1 attributes
 * deposit and its header.
 *
 * <p>All methods throw {@link DecodeException} when the block does not belong to this rollup:
 * another block at genesis, no L1 attributes deposit, extra data of another fork.
 */
public final class L2Blocks {
  private L2Blocks() {}

  /** The reference to a block. */
  public static L2BlockRef ref(RollupConfig config, Block block) {
    var header = block.header();
    if (isGenesis(config, header.number(), block.hash())) {
      return genesis(config, header.parentHash(), header.timestampSeconds());
    }
    L1BlockInfo info = l1Info(config, header.timestampSeconds(), block);
    return new L2BlockRef(
        block.hash(),
        header.number(),
        header.parentHash(),
        header.timestampSeconds(),
        info.l1Origin(),
        info.sequenceNumber());
  }

  /** The reference to the block that a payload holds. */
  public static L2BlockRef ref(RollupConfig config, ExecutionPayload payload) {
    if (isGenesis(config, payload.blockNumber(), payload.blockHash())) {
      return genesis(config, payload.parentHash(), payload.timestampSeconds());
    }
    L1BlockInfo info = l1Info(config, payload.timestampSeconds(), payload.transactions());
    return new L2BlockRef(
        payload.blockHash(),
        payload.blockNumber(),
        payload.parentHash(),
        payload.timestampSeconds(),
        info.l1Origin(),
        info.sequenceNumber());
  }

  /**
   * The system configuration as of a block. The gas that Karst's first block adds to its gas limit
   * is subtracted, unless {@link RollupConfig#keepKarstUpgradeGas}.
   */
  public static SystemConfig systemConfig(RollupConfig config, Block block) {
    var header = block.header();
    if (isGenesis(config, header.number(), block.hash())) {
      return config.genesisSystemConfig();
    }
    long time = header.timestampSeconds();
    L1BlockInfo info = l1Info(config, time, block);
    return systemConfig(config, time, info, header.gasLimit(), header.extraData());
  }

  /** As {@link #systemConfig(RollupConfig, Block)}, as of the block that a payload holds. */
  public static SystemConfig systemConfig(RollupConfig config, ExecutionPayload payload) {
    if (isGenesis(config, payload.blockNumber(), payload.blockHash())) {
      return config.genesisSystemConfig();
    }
    long time = payload.timestampSeconds();
    L1BlockInfo info = l1Info(config, time, payload.transactions());
    return systemConfig(config, time, info, payload.gasLimit(), payload.extraData());
  }

  /** What the L1 attributes deposit of a block other than genesis says. */
  public static L1BlockInfo l1Info(RollupConfig config, long timestampSeconds, Block block) {
    if (block.transactions().isEmpty()) {
      throw new DecodeException("L2 block without L1 attributes deposit");
    }
    return l1Info(config, timestampSeconds, block.transactions().getFirst().transaction());
  }

  private static L1BlockInfo l1Info(
      RollupConfig config, long timestampSeconds, List<Bytes> transactions) {
    if (transactions.isEmpty()) {
      throw new DecodeException("L2 block without L1 attributes deposit");
    }
    return l1Info(config, timestampSeconds, TransactionCodec.decode(transactions.getFirst()));
  }

  private static L1BlockInfo l1Info(
      RollupConfig config, long timestampSeconds, Transaction transaction) {
    if (!(transaction instanceof Transaction.Deposit)) {
      throw new DecodeException("the first transaction of an L2 block is no deposit");
    }
    return L1BlockInfo.decode(config, timestampSeconds, transaction.data());
  }

  private static boolean isGenesis(RollupConfig config, long number, Hash hash) {
    BlockId genesis = config.genesisL2();
    if (number != genesis.number()) {
      return false;
    }
    if (!hash.equals(genesis.hash())) {
      throw new DecodeException(
          "L2 block " + number + " is " + hash + ", genesis is " + genesis.hash());
    }
    return true;
  }

  private static L2BlockRef genesis(RollupConfig config, Hash parent, long timestampSeconds) {
    BlockId genesis = config.genesisL2();
    return new L2BlockRef(
        genesis.hash(), genesis.number(), parent, timestampSeconds, config.genesisL1(), 0);
  }

  private static SystemConfig systemConfig(
      RollupConfig config, long time, L1BlockInfo info, long gasLimit, Bytes extraData) {
    boolean holocene = config.isActive(OpFork.HOLOCENE, time);
    boolean jovian = config.isActive(OpFork.JOVIAN, time);
    byte[] extra = extraData.unsafeArray();
    int expected = jovian ? 17 : holocene ? 9 : 0;
    if (extra.length != expected || (expected > 0 && extra[0] != (jovian ? 1 : 0))) {
      throw new DecodeException("L2 block with extra data " + extraData);
    }
    // The block that activates Ecotone still carries the scalar itself.
    boolean packed = L1InfoLayout.at(config, time) != L1InfoLayout.BEDROCK;
    return new SystemConfig(
        info.batcher(),
        info.overhead(),
        packed ? info.feeScalars().encode() : info.scalar(),
        lastingGasLimit(config, time, gasLimit),
        holocene ? nonZero(BigEndian.getInt(extra, 1)) : 0,
        holocene ? nonZero(BigEndian.getInt(extra, 5)) : 0,
        info.operatorFeeScalar(),
        info.operatorFeeConstant(),
        jovian ? BigEndian.getLong(extra, 9) : 0,
        info.daFootprintGasScalar());
  }

  /** A block's gas limit without what an upgrade added to this block alone. */
  private static long lastingGasLimit(RollupConfig config, long time, long gasLimit) {
    if (config.keepKarstUpgradeGas() || !config.isActivationBlock(OpFork.KARST, time)) {
      return gasLimit;
    }
    if (Long.compareUnsigned(gasLimit, NetworkUpgrades.KARST_GAS) < 0) {
      throw new DecodeException("the first block of Karst has a gas limit of " + gasLimit);
    }
    return gasLimit - NetworkUpgrades.KARST_GAS;
  }

  private static int nonZero(int value) {
    if (value == 0) {
      throw new DecodeException("L2 block with an EIP-1559 parameter of zero");
    }
    return value;
  }
}
