package dev.kopi.core.store;

import dev.kopi.core.primitives.Hash;

/**
 * The location of a transaction in the canonical chain.
 *
 * @param blockHash the block
 * @param blockNumber its number
 * @param index the transaction's index in it
 */
public record TransactionLocation(Hash blockHash, long blockNumber, int index) {}
