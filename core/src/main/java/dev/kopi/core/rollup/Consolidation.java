package dev.kopi.core.rollup;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a block that the engine already has matches the derived attributes. "If consolidation
 * fails, the L2 payload attributes will be processed immediately".
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/derivation.html#l1-consolidation-payload-attributes-matching">L1-Consolidation</a>
 */
public final class Consolidation {
  private Consolidation() {}

  /** The first field in which block and attributes differ. */
  public enum Mismatch {
    PARENT_HASH,
    TIMESTAMP,
    PREV_RANDAO,
    TRANSACTION_COUNT,
    TRANSACTIONS,
    GAS_LIMIT,
    WITHDRAWALS,
    PARENT_BEACON_BLOCK_ROOT,
    FEE_RECIPIENT,
    EXTRA_DATA
  }

  /**
   * Compares block and attributes.
   *
   * <p>Returns null when the block matches.
   *
   * @param attributes the derived attributes
   * @param parent the hash of the block to build on
   * @param block the block that the engine has
   * @param blockBeaconRoot that block's parent beacon block root
   */
  public static @Nullable Mismatch compare(
      RollupConfig config,
      PayloadAttributes attributes,
      Hash parent,
      ExecutionPayload block,
      @Nullable Hash blockBeaconRoot) {
    if (!parent.equals(block.parentHash())) {
      return Mismatch.PARENT_HASH;
    }
    if (attributes.timestampSeconds() != block.timestampSeconds()) {
      return Mismatch.TIMESTAMP;
    }
    if (!attributes.prevRandao().equals(block.prevRandao())) {
      return Mismatch.PREV_RANDAO;
    }
    var derived = attributes.transactions();
    if (derived == null || derived.size() != block.transactions().size()) {
      return Mismatch.TRANSACTION_COUNT;
    }
    if (!derived.equals(block.transactions())) {
      return Mismatch.TRANSACTIONS;
    }
    Long gasLimit = attributes.gasLimit();
    if (gasLimit == null || gasLimit != block.gasLimit()) {
      return Mismatch.GAS_LIMIT;
    }
    if (!withdrawalsMatch(config, attributes, block)) {
      return Mismatch.WITHDRAWALS;
    }
    if (!Objects.equals(attributes.parentBeaconBlockRoot(), blockBeaconRoot)) {
      return Mismatch.PARENT_BEACON_BLOCK_ROOT;
    }
    if (!attributes.suggestedFeeRecipient().equals(block.feeRecipient())) {
      return Mismatch.FEE_RECIPIENT;
    }
    return extraDataMatches(config, attributes, block) ? null : Mismatch.EXTRA_DATA;
  }

  private static boolean withdrawalsMatch(
      RollupConfig config, PayloadAttributes attributes, ExecutionPayload block) {
    var derived = attributes.withdrawals();
    var present = block.withdrawals();
    long time = block.timestampSeconds();
    if (!config.isActive(OpFork.CANYON, time)) {
      return derived == null;
    }
    if (derived == null || !derived.isEmpty() || present == null || !present.isEmpty()) {
      return false;
    }
    Hash root = block.withdrawalsRoot();
    return config.isActive(OpFork.ISTHMUS, time)
        ? root != null
        : root == null || root.equals(Keccak256.EMPTY_TRIE);
  }

  /** The block's extra data matches the attributes; zeros mean the chain's defaults. */
  private static boolean extraDataMatches(
      RollupConfig config, PayloadAttributes attributes, ExecutionPayload block) {
    Bytes params = attributes.eip1559Params();
    Bytes extra = block.extraData();
    if (params == null) {
      return extra.isEmpty();
    }
    boolean jovian = config.isActive(OpFork.JOVIAN, block.timestampSeconds());
    if (params.size() != 8
        || extra.size() != (jovian ? 17 : 9)
        || extra.get(0) != (jovian ? 1 : 0)) {
      return false;
    }
    long denominator = Integer.toUnsignedLong(BigEndian.getInt(params.unsafeArray(), 0));
    long elasticity = Integer.toUnsignedLong(BigEndian.getInt(params.unsafeArray(), 4));
    if (denominator == 0) {
      denominator = config.op().eip1559DenominatorCanyon();
      elasticity = config.op().eip1559Elasticity();
    }
    byte[] present = extra.unsafeArray();
    if (Integer.toUnsignedLong(BigEndian.getInt(present, 1)) != denominator
        || Integer.toUnsignedLong(BigEndian.getInt(present, 5)) != elasticity) {
      return false;
    }
    Long minBaseFee = attributes.minBaseFee();
    if (!jovian) {
      return minBaseFee == null;
    }
    return minBaseFee != null && minBaseFee == BigEndian.getLong(present, 9);
  }
}
