package dev.kopi.core.dispute.solver;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.OutputRoot;

/**
 * Proves to which block a proposed output root belongs.
 *
 * @param output what the root is the hash of
 * @param header the RLP of the block's header
 */
public record BlockNumberProof(OutputRoot output, Bytes header) {}
