package dev.kopi.core.derivation.attributes;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the payload attributes of an L2 block, with deposits and without user transactions: the
 * sequencer then lets the engine add from its pool ({@code noTxPool} false), derivation appends
 * those of the batch.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/derivation.html#building-individual-payload-attributes">Building
 *     individual payload attributes</a>
 */
public final class AttributesBuilder {
  /** The fee recipient: "suggestedFeeRecipient is set to the Sequencer Fee Vault address". */
  public static final Address FEE_RECIPIENT =
      Address.fromHex("0x4200000000000000000000000000000000000011");

  private static final OpFork[] FORKS = OpFork.values();

  private final RollupConfig config;
  private final ChainSpec l1Spec;
  private final UpgradeTransactions upgrades;
  private final L1Source l1;
  private final L2Source l2;

  /**
   * With the sources that it reads.
   *
   * @param l1Spec the rules of L1, for its blob base fee
   */
  public AttributesBuilder(
      RollupConfig config,
      ChainSpec l1Spec,
      UpgradeTransactions upgrades,
      L1Source l1,
      L2Source l2) {
    this.config = config;
    this.l1Spec = l1Spec;
    this.upgrades = upgrades;
    this.l1 = l1;
    this.l2 = l2;
  }

  /**
   * Prepares the block after {@code parent} in epoch {@code epoch}.
   *
   * @throws ResetException when parent and epoch do not fit: L1 reorganised
   * @throws TemporaryException when a source does not answer, or the parent is not there
   */
  public PayloadAttributes prepare(L2BlockRef parent, BlockId epoch) {
    Block parentBlock = l2.blockByHash(parent.hash());
    if (parentBlock == null) {
      throw new TemporaryException("the engine does not have L2 block " + parent.hash());
    }
    return prepare(parent, L2Blocks.systemConfig(config, parentBlock), epoch);
  }

  /** As {@link #prepare(L2BlockRef, BlockId)}, with the system configuration as of the parent. */
  public PayloadAttributes prepare(
      L2BlockRef parent, SystemConfig parentSystemConfig, BlockId epoch) {
    boolean newEpoch = parent.l1Origin().number() != epoch.number();
    Hash origin = parent.l1Origin().hash();
    if (!newEpoch && !origin.equals(epoch.hash())) {
      throw new ResetException(
          "L1 origin " + epoch.hash() + " conflicts with the parent's, " + origin);
    }
    Header header = l1.header(epoch.hash());
    if (newEpoch && !header.parentHash().equals(origin)) {
      throw new ResetException(
          "L1 origin " + epoch.hash() + " does not follow the parent's, " + origin);
    }
    @Nullable List<Receipt> receipts = newEpoch ? l1.receipts(epoch.hash()) : null;
    return build(parent, parentSystemConfig, header, epoch.hash(), receipts);
  }

  /**
   * The same from values.
   *
   * @param header the header of the epoch's L1 block
   * @param headerHash its hash
   * @param receipts its receipts when the block is the first of the epoch, else null
   * @throws ResetException when the block would be older than its L1 origin
   */
  public PayloadAttributes build(
      L2BlockRef parent,
      SystemConfig parentSystemConfig,
      Header header,
      Hash headerHash,
      @Nullable List<Receipt> receipts) {
    long time = parent.timestampSeconds() + config.blockTimeSeconds();
    if (Long.compareUnsigned(time, header.timestampSeconds()) < 0) {
      throw new ResetException(
          "an L2 block at " + time + " would be older than its L1 origin " + headerHash);
    }
    SystemConfig systemConfig = parentSystemConfig;
    List<Transaction.Deposit> deposits = new ArrayList<>();
    long sequenceNumber = 0;
    if (receipts == null) {
      sequenceNumber = parent.sequenceNumber() + 1;
    } else {
      deposits.addAll(Deposits.fromReceipts(receipts, config.depositContract(), headerHash));
      systemConfig =
          SystemConfigUpdates.apply(config, parentSystemConfig, receipts, header.timestampSeconds())
              .systemConfig();
    }
    deposits.addFirst(
        L1InfoDeposit.of(config, l1Spec, systemConfig, header, headerHash, sequenceNumber, time));
    long extraGas = addUpgrades(time, deposits);
    return new PayloadAttributes(
        time,
        header.mixHash(),
        FEE_RECIPIENT,
        config.isActive(OpFork.CANYON, time) ? List.of() : null,
        config.isActive(OpFork.ECOTONE, time) ? beaconRoot(header) : null,
        deposits.stream().map(TransactionCodec::encode).toList(),
        true,
        systemConfig.gasLimit() + extraGas,
        config.isActive(OpFork.HOLOCENE, time) ? eip1559Params(systemConfig) : null,
        config.isActive(OpFork.JOVIAN, time) ? systemConfig.minBaseFee() : null);
  }

  private long addUpgrades(long time, List<Transaction.Deposit> deposits) {
    long extraGas = 0;
    for (OpFork fork : FORKS) {
      if (config.isActivationBlock(fork, time)) {
        UpgradeTransactions.Upgrade upgrade = upgrades.of(fork);
        deposits.addAll(upgrade.transactions());
        extraGas += upgrade.extraGas();
      }
    }
    return extraGas;
  }

  /** The parent beacon block root of the L1 origin; zero when it has none. */
  private static Hash beaconRoot(Header header) {
    Hash root = header.parentBeaconBlockRoot();
    return root == null ? Hash.ZERO : root;
  }

  private static Bytes eip1559Params(SystemConfig systemConfig) {
    byte[] out = new byte[8];
    BigEndian.putInt(out, 0, systemConfig.eip1559Denominator());
    BigEndian.putInt(out, 4, systemConfig.eip1559Elasticity());
    return Bytes.wrap(out);
  }
}
