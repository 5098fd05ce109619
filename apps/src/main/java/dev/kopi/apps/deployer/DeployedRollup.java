package dev.kopi.apps.deployer;

import dev.kopi.apps.deployer.plan.L1Contracts;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.store.ExecutedBlock;

/**
 * A deployed rollup: everything that its nodes need.
 *
 * @param contracts its contracts on L1
 * @param genesis the genesis of L2
 * @param genesisBlock the genesis block of L2 with its state
 * @param config the rollup configuration
 * @param outputRoot the output root of the genesis block
 * @param prestate the absolute prestate of its dispute games
 */
public record DeployedRollup(
    L1Contracts contracts,
    Genesis genesis,
    ExecutedBlock genesisBlock,
    RollupConfig config,
    Hash outputRoot,
    ChainPrestate prestate) {}
