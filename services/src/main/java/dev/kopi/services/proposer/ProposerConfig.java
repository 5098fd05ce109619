package dev.kopi.services.proposer;

import java.time.Duration;

/**
 * How a proposer runs.
 *
 * @param gameType the type of the games it creates
 * @param proposalInterval how long is to be between two proposals
 * @param pollInterval how often it looks
 * @param allowNonFinalized whether safe blocks are proposed, not only final ones
 * @param waitForNode whether it waits until the node has derived up to L1's head before it starts
 * @param stopped whether it waits to be started
 */
public record ProposerConfig(
    long gameType,
    Duration proposalInterval,
    Duration pollInterval,
    boolean allowNonFinalized,
    boolean waitForNode,
    boolean stopped) {}
