package dev.kopi.core.txmgr;

import dev.kopi.core.primitives.UInt256;

/**
 * The current fees on L1, in wei.
 *
 * @param tip the suggested tip per gas
 * @param baseFee the newest block's base fee
 * @param blobBaseFee the blob base fee
 */
public record FeeMarket(UInt256 tip, UInt256 baseFee, UInt256 blobBaseFee) {}
