package dev.kopi.core.p2p.gossip;

/**
 * A peer's score and what it consists of.
 *
 * @param total the sum
 * @param colocation for too many peers at one IP address
 * @param behaviour for breaking the rules of gossip
 * @param application for answers and blocks that were right, failed or invalid
 * @param behaviourCount the penalties counted
 * @param errors failures counted
 * @param rejected invalid blocks counted
 */
public record PeerScore(
    double total,
    double colocation,
    double behaviour,
    double application,
    double behaviourCount,
    double errors,
    double rejected) {}
