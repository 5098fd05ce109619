package dev.kopi.core.execution;

import dev.kopi.core.chain.Transaction;
import dev.kopi.core.chain.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.BlockContext;
import dev.kopi.core.evm.CallOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.state.WorldState;

/**
 * Executes transactions of one block, one after another, on its world state. Not for use by several
 * threads.
 */
public final class TransactionProcessor {
  private final BlockContext block;
  private final WorldState world;
  private final Crypto crypto;

  /** For the transactions of one block. */
  public TransactionProcessor(BlockContext block, WorldState world, Crypto crypto) {
    this.block = block;
    this.world = world;
    this.crypto = crypto;
  }

  /**
   * Executes a transaction. A rejected one leaves no trace.
   *
   * @param envelope the transaction
   * @param sender who signed it, or a deposit's sender
   * @param gasLeftInBlock the block's gas limit less the gas used by the transactions before
   */
  public TransactionOutcome execute(
      TransactionEnvelope envelope, Address sender, long gasLeftInBlock) {
    throw new UnsupportedOperationException(block.toString() + world + crypto);
  }

  /**
   * Executes what {@code eth_call} and gas estimation ask for: like a transaction, but the sender's
   * nonce, its code, gas caps and a fee of zero are not judged, and no fee of the rollup is taken.
   * The change of the state stays until the next call of {@link WorldState#endTransaction}.
   */
  public TransactionOutcome simulate(Transaction transaction, Address sender) {
    throw new UnsupportedOperationException(block.toString() + world + crypto);
  }

  /**
   * Calls a contract as the protocol itself does at the borders of a block: from the system's
   * address, with 30,000,000 gas that nobody pays. Without code at the address nothing happens.
   *
   * @see <a href="https://eips.ethereum.org/EIPS/eip-4788">EIP-4788</a>
   */
  public CallOutcome systemCall(Address contract, Bytes input) {
    throw new UnsupportedOperationException(block.toString() + world + crypto);
  }
}
