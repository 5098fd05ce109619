package dev.kopi.core.store;

import dev.kopi.core.primitives.Hash;

/**
 * Where a transaction stands in the canonical chain.
 *
 * @param blockHash the block
 * @param blockNumber its number
 * @param index the transaction's place in it
 */
public record TransactionLocation(Hash blockHash, long blockNumber, int index) {}
