package dev.kopi.services.engine.rpc.tracer;

import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import org.jspecify.annotations.Nullable;

/**
 * A traced transaction and its environment.
 *
 * @param transaction the transaction
 * @param sender its sender
 * @param block its block context
 * @param base the state below {@code world}
 * @param world the state that it executes on
 * @param firstLog the index of its first log in the block
 * @param place where it stands in the chain; null for a message
 * @param crypto cryptography
 */
public record TracedTransaction(
    Transaction transaction,
    Address sender,
    BlockContext block,
    StateView base,
    WorldState world,
    int firstLog,
    @Nullable TracePlace place,
    Crypto crypto) {}
