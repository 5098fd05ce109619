package dev.kopi.core.rollup;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;

/**
 * The parameters of a rollup that its SystemConfig contract on L1 governs.
 *
 * @param batcher whose transactions to the batch inbox count
 * @param overhead the L1 fee's overhead before Ecotone
 * @param scalar the L1 fee's scalar; from Ecotone on packed with a version byte
 * @param gasLimit the L2 block gas limit
 * @param eip1559Denominator 0 for the chain's default (Holocene)
 * @param eip1559Elasticity 0 for the chain's default (Holocene)
 * @param operatorFeeScalar the operator fee's scalar (Isthmus)
 * @param operatorFeeConstant the operator fee's constant (Isthmus)
 * @param minBaseFee the least base fee in wei (Jovian)
 * @param daFootprintGasScalar 0 for the default (Jovian)
 * @see <a href="https://specs.optimism.io/protocol/system-config.html">System config</a>
 */
public record SystemConfig(
    Address batcher,
    Hash overhead,
    Hash scalar,
    long gasLimit,
    int eip1559Denominator,
    int eip1559Elasticity,
    int operatorFeeScalar,
    long operatorFeeConstant,
    long minBaseFee,
    int daFootprintGasScalar) {}
