package dev.kopi.services.engine.rpc.trace;

import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;

/**
 * A transaction that is traced, and what surrounds it.
 *
 * @param transaction what is executed
 * @param sender who sends it
 * @param block the block as it sees it
 * @param base the state below {@code world}
 * @param world the state that it runs on
 * @param firstLog the place of its first log in the block
 * @param crypto cryptography
 */
public record TracedTransaction(
    Transaction transaction,
    Address sender,
    BlockContext block,
    StateView base,
    WorldState world,
    int firstLog,
    Crypto crypto) {}
