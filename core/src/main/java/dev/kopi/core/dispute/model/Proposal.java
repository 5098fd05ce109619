package dev.kopi.core.dispute.model;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/**
 * What a dispute game is about, fixed when it is created.
 *
 * @param rootClaim the proposed output root
 * @param l2Block the L2 block that it is claimed to belong to
 * @param proposer who created the game
 * @param bond wei that the proposer deposited
 * @param anchorRoot the output root that the dispute starts from
 * @param anchorBlock its L2 block
 * @param l1Head the L1 block before the game's, up to which the program reads L1
 * @param l2ChainId the chain
 */
public record Proposal(
    Hash rootClaim,
    UInt256 l2Block,
    Address proposer,
    UInt256 bond,
    Hash anchorRoot,
    UInt256 anchorBlock,
    Hash l1Head,
    UInt256 l2ChainId) {}
