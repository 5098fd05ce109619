package dev.kopi.core.store;

import dev.kopi.core.primitives.Hash;

/**
 * The heads of a chain.
 *
 * @param head the newest canonical block
 * @param safe the newest safe block, or {@link Hash#ZERO} when none is known
 * @param finalized the newest finalized block, or {@link Hash#ZERO} when none is known
 */
public record ChainHeads(Hash head, Hash safe, Hash finalized) {}
