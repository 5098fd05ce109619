package dev.kopi.core.txmgr;

import dev.kopi.core.primitives.UInt256;

/**
 * The fees of a transaction, in wei.
 *
 * @param tipCap the tip cap per gas
 * @param feeCap the fee cap per gas
 * @param blobFeeCap the blob fee cap per blob gas; unused when it carries no blobs
 */
public record Fees(UInt256 tipCap, UInt256 feeCap, UInt256 blobFeeCap) {}
