package dev.kopi.core.derivation.source;

import org.jspecify.annotations.Nullable;

/**
 * Where derivation reads from.
 *
 * @param l1 L1
 * @param blobs the blobs of L1
 * @param l2 the engine's chain
 * @param altDa data outside of L1; null on chains that have all of it there
 */
public record DerivationSources(
    L1Source l1, BlobSource blobs, L2Source l2, @Nullable AltDaInputs altDa) {}
