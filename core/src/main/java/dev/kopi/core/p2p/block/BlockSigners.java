package dev.kopi.core.p2p.block;

import dev.kopi.core.primitives.Address;
import org.jspecify.annotations.Nullable;

/**
 * Whose blocks are accepted.
 *
 * @param current the signer that SystemConfig on L1 names; null when none is known
 * @param previous the signer before, while its grace period lasts; else null
 */
public record BlockSigners(@Nullable Address current, @Nullable Address previous) {}
