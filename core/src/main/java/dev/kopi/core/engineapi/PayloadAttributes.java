package dev.kopi.core.engineapi;

import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a block is to be built from.
 *
 * @param timestampSeconds the block's timestamp
 * @param prevRandao the randomness of the beacon chain
 * @param suggestedFeeRecipient who receives the fees
 * @param withdrawals null before Shanghai
 * @param parentBeaconBlockRoot null before Cancun
 * @param transactions OP: encoded transactions that must open the block; null on L1
 * @param noTxPool OP: whether nothing else may be in the block
 * @param gasLimit OP: the block's gas limit; null where the engine decides
 * @param eip1559Params OP, from Holocene on: denominator and elasticity, four bytes each; null
 *     before
 * @param minBaseFee OP, from Jovian on: the least base fee in wei; null before
 * @see <a
 *     href="https://specs.optimism.io/protocol/exec-engine.html#extended-payloadattributesv3">Extended
 *     PayloadAttributes</a>
 */
public record PayloadAttributes(
    long timestampSeconds,
    Hash prevRandao,
    Address suggestedFeeRecipient,
    @Nullable List<Withdrawal> withdrawals,
    @Nullable Hash parentBeaconBlockRoot,
    @Nullable List<Bytes> transactions,
    boolean noTxPool,
    @Nullable Long gasLimit,
    @Nullable Bytes eip1559Params,
    @Nullable Long minBaseFee) {
  /** Copies the lists. */
  public PayloadAttributes {
    withdrawals = withdrawals == null ? null : List.copyOf(withdrawals);
    transactions = transactions == null ? null : List.copyOf(transactions);
  }
}
