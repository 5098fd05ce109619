package dev.kopi.core.engineapi;

import dev.kopi.core.primitives.Hash;

/**
 * Which blocks the node holds for head, safe and final.
 *
 * @param head the head
 * @param safe the safe block, or zero when there is none yet
 * @param finalized the final block, or zero when there is none yet
 */
public record ForkchoiceState(Hash head, Hash safe, Hash finalized) {}
