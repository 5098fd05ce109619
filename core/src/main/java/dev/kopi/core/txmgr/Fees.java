package dev.kopi.core.txmgr;

import dev.kopi.core.primitives.UInt256;

/**
 * What a transaction offers, in wei.
 *
 * @param tipCap the most for the block's builder, a unit of gas
 * @param feeCap the most altogether, a unit of gas
 * @param blobFeeCap the most for a unit of blob gas; without meaning when it carries no blobs
 */
public record Fees(UInt256 tipCap, UInt256 feeCap, UInt256 blobFeeCap) {}
