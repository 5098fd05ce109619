package dev.kopi.apps.deployer;

import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.store.ExecutedBlock;

/**
 * A rollup that is deployed: all that its nodes need.
 *
 * @param contracts its contracts on L1
 * @param genesis where L2 starts
 * @param genesisBlock the genesis block of L2 with its state
 * @param config what its nodes agree on
 * @param outputRoot the output root of the genesis block
 */
public record Rollup(
    L1Contracts contracts,
    Genesis genesis,
    ExecutedBlock genesisBlock,
    RollupConfig config,
    Hash outputRoot) {}
