package dev.kopi.adapters.ethclient;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction in a block, with the parts of its receipt that services need.
 *
 * @param hash the transaction
 * @param block the block it is in
 * @param success whether it succeeded
 * @param gasUsed the gas used
 * @param effectiveGasPrice the price of a unit of gas, in wei
 * @param contract the contract that it created, or null
 * @param logs its logs
 */
public record MinedTransaction(
    Hash hash,
    BlockId block,
    boolean success,
    long gasUsed,
    UInt256 effectiveGasPrice,
    @Nullable Address contract,
    List<Log> logs) {
  /** Copies the list. */
  public MinedTransaction {
    logs = List.copyOf(logs);
  }
}
