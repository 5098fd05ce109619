package dev.kopi.core.chain.block;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * A block's header. Fields that came with a fork are null in blocks before it.
 *
 * @param parentHash the parent's hash
 * @param unclesHash the hash of the list of uncles
 * @param beneficiary who receives the fees
 * @param stateRoot the state after the block
 * @param transactionsRoot the trie of transactions
 * @param receiptsRoot the trie of receipts
 * @param logsBloom the filter over all logs, 256 bytes
 * @param difficulty 0 since the merge
 * @param number the block's number
 * @param gasLimit the most gas that the block may use
 * @param gasUsed the gas that it used
 * @param timestampSeconds seconds since 1970, UTC
 * @param extraData free bytes; EIP-1559 parameters on OP chains from Holocene on
 * @param mixHash since the merge the randomness of the beacon chain
 * @param nonce 0 since the merge
 * @param baseFeePerGas wei per gas that no beneficiary receives (London)
 * @param withdrawalsRoot the trie of withdrawals (Shanghai); the message passer's storage root
 *     (Isthmus)
 * @param blobGasUsed blob gas of the block (Cancun); the DA footprint (Jovian)
 * @param excessBlobGas blob gas above target so far (Cancun)
 * @param parentBeaconBlockRoot the root of the parent beacon block (Cancun)
 * @param requestsHash the hash over the execution requests (Prague)
 * @param blockAccessListHash the hash of the block access list (Amsterdam)
 * @param slotNumber the beacon slot (Amsterdam)
 */
public record Header(
    Hash parentHash,
    Hash unclesHash,
    Address beneficiary,
    Hash stateRoot,
    Hash transactionsRoot,
    Hash receiptsRoot,
    Bytes logsBloom,
    UInt256 difficulty,
    long number,
    long gasLimit,
    long gasUsed,
    long timestampSeconds,
    Bytes extraData,
    Hash mixHash,
    long nonce,
    @Nullable UInt256 baseFeePerGas,
    @Nullable Hash withdrawalsRoot,
    @Nullable Long blobGasUsed,
    @Nullable Long excessBlobGas,
    @Nullable Hash parentBeaconBlockRoot,
    @Nullable Hash requestsHash,
    @Nullable Hash blockAccessListHash,
    @Nullable Long slotNumber) {

  /** The block hash, computed anew on each call. */
  public Hash hash() {
    return Keccak256.hash(HeaderCodec.encode(this));
  }

  /** A copy to be changed. */
  public HeaderBuilder toBuilder() {
    return new HeaderBuilder(this);
  }
}
