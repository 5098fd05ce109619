package dev.kopi.core.rollup;

import dev.kopi.core.primitives.Hash;

/**
 * A block by hash and number.
 *
 * @param hash the hash
 * @param number the number
 */
public record BlockId(Hash hash, long number) {}
