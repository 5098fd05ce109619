package dev.kopi.core.derivation.attributes;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.BlobBaseFee;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import org.jspecify.annotations.Nullable;

/**
 * The L1 attributes deposit: the first transaction of every L2 block.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/deposits.html#l1-attributes-deposited-transaction">L1
 *     attributes deposited transaction</a>
 */
public final class L1InfoDeposit {
  /** The account that it comes from: no one has its key. */
  public static final Address DEPOSITOR =
      Address.fromHex("0xdeaddeaddeaddeaddeaddeaddeaddeaddead0001");

  /** The L1Block contract. */
  public static final Address L1_BLOCK =
      Address.fromHex("0x4200000000000000000000000000000000000015");

  /** What stands for a DA footprint scalar of zero. */
  public static final int DEFAULT_DA_FOOTPRINT_GAS_SCALAR = 400;

  private static final long GAS_BEDROCK = 150_000_000;
  private static final long GAS_REGOLITH = 1_000_000;

  private L1InfoDeposit() {}

  /**
   * Builds it.
   *
   * @param l1 the rules of L1, for its blob base fee
   * @param systemConfig the system configuration as of the epoch
   * @param header the header of the L1 origin
   * @param headerHash its hash
   * @param sequenceNumber the L2 block's place within the epoch
   */
  public static Transaction.Deposit of(
      RollupConfig config,
      ChainSpec l1,
      SystemConfig systemConfig,
      Header header,
      Hash headerHash,
      long sequenceNumber,
      long l2TimestampSeconds) {
    L1InfoLayout layout = L1InfoLayout.at(config, l2TimestampSeconds);
    boolean ecotone = layout != L1InfoLayout.BEDROCK;
    UInt256 baseFee = header.baseFeePerGas();
    L1BlockInfo info =
        new L1BlockInfo(
            header.number(),
            header.timestampSeconds(),
            baseFee == null ? UInt256.ZERO : baseFee,
            headerHash,
            sequenceNumber,
            systemConfig.batcher(),
            systemConfig.overhead(),
            systemConfig.scalar(),
            ecotone ? blobBaseFee(config, l1, header) : UInt256.ZERO,
            ecotone ? FeeScalars.decode(systemConfig.scalar()) : new FeeScalars(0, 0),
            systemConfig.operatorFeeScalar(),
            systemConfig.operatorFeeConstant(),
            systemConfig.daFootprintGasScalar() == 0
                ? DEFAULT_DA_FOOTPRINT_GAS_SCALAR
                : systemConfig.daFootprintGasScalar());
    // "gasLimit is set to 150,000,000 prior to the Regolith upgrade, and 1,000,000 after."
    // "isSystemTx is set to true prior to the Regolith upgrade, and false after."
    boolean regolith = config.isActive(OpFork.REGOLITH, l2TimestampSeconds);
    return new Transaction.Deposit(
        SourceHash.l1Attributes(headerHash, sequenceNumber),
        DEPOSITOR,
        L1_BLOCK,
        UInt256.ZERO,
        UInt256.ZERO,
        regolith ? GAS_REGOLITH : GAS_BEDROCK,
        !regolith,
        info.encode(layout));
  }

  /**
   * The blob base fee of L1; 1 when Cancun is not active there. Until the Pectra blob schedule
   * time, the parameters of Cancun count even if L1 has those of Prague.
   *
   * @see <a
   *     href="https://specs.optimism.io/protocol/pectra-blob-schedule/derivation.html">Derivation:
   *     Pectra blob schedule</a>
   */
  private static UInt256 blobBaseFee(RollupConfig config, ChainSpec l1, Header header) {
    Long until = config.pectraBlobScheduleSeconds();
    Long excess = header.excessBlobGas();
    boolean asCancun = until != null && Long.compareUnsigned(header.timestampSeconds(), until) < 0;
    @Nullable UInt256 fee;
    if (asCancun) {
      fee = excess == null ? null : BlobBaseFee.of(BlobParams.CANCUN, excess);
    } else {
      fee = BlobBaseFee.of(l1, header);
    }
    return fee == null ? BlobBaseFee.MIN : fee;
  }
}
