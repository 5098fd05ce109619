package dev.kopi.core.pool;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import java.util.List;
import java.util.Map;

/**
 * What a pool needs to know about a new head.
 *
 * @param accounts the senders whose state changed, with their accounts
 * @param reinjected transactions of blocks that are no longer canonical, the oldest first
 * @param gasLimit the block gas limit
 * @param baseFee the base fee of the next block, in wei
 */
public record NewHead(
    Map<Address, Account> accounts,
    List<PoolTransaction> reinjected,
    long gasLimit,
    UInt256 baseFee) {
  /** Copies the collections. */
  public NewHead {
    accounts = Map.copyOf(accounts);
    reinjected = List.copyOf(reinjected);
  }
}
