package dev.kopi.core.engineapi;

import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block as the Engine API carries it. Fields that came with a fork are null before it.
 *
 * @param transactions the encoded transactions
 * @param withdrawals null before Shanghai
 * @param blobGasUsed null before Cancun
 * @param excessBlobGas null before Cancun
 * @param withdrawalsRoot OP, from Isthmus on: the message passer's storage root; else null
 * @see <a
 *     href="https://github.com/ethereum/execution-apis/blob/main/src/engine/cancun.md#executionpayloadv3">ExecutionPayloadV3</a>
 */
public record ExecutionPayload(
    Hash parentHash,
    Address feeRecipient,
    Hash stateRoot,
    Hash receiptsRoot,
    Bytes logsBloom,
    Hash prevRandao,
    long blockNumber,
    long gasLimit,
    long gasUsed,
    long timestampSeconds,
    Bytes extraData,
    UInt256 baseFeePerGas,
    Hash blockHash,
    List<Bytes> transactions,
    @Nullable List<Withdrawal> withdrawals,
    @Nullable Long blobGasUsed,
    @Nullable Long excessBlobGas,
    @Nullable Hash withdrawalsRoot) {
  /** Copies the lists. */
  public ExecutionPayload {
    transactions = List.copyOf(transactions);
    withdrawals = withdrawals == null ? null : List.copyOf(withdrawals);
  }
}
