package dev.kopi.apps.deployer.parameters;

import dev.kopi.core.primitives.Address;

/**
 * The accounts with rights on a chain.
 *
 * @param systemOwner owns ProxyAdmin on both layers, SystemConfig, ProtocolVersions,
 *     DisputeGameFactory and DelayedWETH; a multisig in production
 * @param guardian may pause withdrawals and choose the respected game type
 * @param batcher its transactions to the batch inbox count
 * @param proposer may create permissioned games
 * @param challenger may challenge in permissioned games
 * @param sequencer signs unsafe blocks on the gossip network
 * @param feeRecipient receives what the fee vaults withdraw
 */
public record ChainAccounts(
    Address systemOwner,
    Address guardian,
    Address batcher,
    Address proposer,
    Address challenger,
    Address sequencer,
    Address feeRecipient) {}
