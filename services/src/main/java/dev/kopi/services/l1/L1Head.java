package dev.kopi.services.l1;

import dev.kopi.core.primitives.Hash;

/**
 * A block that the clock builds upon.
 *
 * @param hash its hash
 * @param number its number
 * @param timestampSeconds its timestamp
 */
public record L1Head(Hash hash, long number, long timestampSeconds) {}
