package dev.kopi.core.evm.context;

import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/**
 * The block around the transactions that execute.
 *
 * @param rules the rules in force
 * @param number the block's number
 * @param timestampSeconds the block's time
 * @param beneficiary who receives the tips (COINBASE)
 * @param gasLimit the block's gas limit
 * @param baseFee the base fee in wei per gas; zero before London
 * @param prevRandao the beacon chain's randomness; zero before Paris
 * @param difficulty the block's difficulty; zero from Paris on
 * @param blobBaseFee the blob base fee in wei (BLOBBASEFEE); zero before Cancun, one on the OP
 *     Stack
 * @param blockHashes the hashes of the ancestors
 */
public record BlockContext(
    Rules rules,
    long number,
    long timestampSeconds,
    Address beneficiary,
    long gasLimit,
    UInt256 baseFee,
    Hash prevRandao,
    UInt256 difficulty,
    UInt256 blobBaseFee,
    BlockHashes blockHashes) {}
