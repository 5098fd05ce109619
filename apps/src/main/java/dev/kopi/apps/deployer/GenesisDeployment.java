package dev.kopi.apps.deployer;

import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.store.ExecutedBlock;

/**
 * A rollup whose contracts are part of the genesis state of a new L1.
 *
 * @param l1Genesis the genesis of L1
 * @param l1GenesisBlock the genesis block of L1 with its state
 * @param rollup the rollup
 */
public record GenesisDeployment(
    Genesis l1Genesis, ExecutedBlock l1GenesisBlock, DeployedRollup rollup) {}
