package dev.kopi.services.proposer;

import java.time.Duration;

/**
 * The configuration of a proposer.
 *
 * @param gameType the type of the created games
 * @param proposalInterval the time between two proposals
 * @param pollInterval how often it checks whether a proposal is due
 * @param allowNonFinalized whether safe blocks are proposed, not only finalized ones
 * @param waitForNode whether it waits until the node has derived up to L1's head before it starts
 * @param stopped whether it waits for {@code admin_startProposer}
 */
public record ProposerConfig(
    long gameType,
    Duration proposalInterval,
    Duration pollInterval,
    boolean allowNonFinalized,
    boolean waitForNode,
    boolean stopped) {}
