package dev.kopi.services.engine.rpc.tracer;

import dev.kopi.core.primitives.Hash;

/**
 * Where a transaction stands in the chain.
 *
 * @param blockHash the block's hash
 * @param blockNumber the block's number
 * @param transactionHash the transaction's hash
 * @param index its index in the block
 */
public record TracePlace(Hash blockHash, long blockNumber, Hash transactionHash, int index) {}
