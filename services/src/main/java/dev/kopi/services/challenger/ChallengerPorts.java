package dev.kopi.services.challenger;

import dev.kopi.services.txmgr.TxSender;

/**
 * What a challenger needs of others.
 *
 * @param l1 the games
 * @param traces their right values
 * @param sender sends to L1
 * @param runner runs the looks at games
 */
public record ChallengerPorts(
    DisputeChain l1, GameTraces traces, TxSender sender, TurnRunner runner) {}
