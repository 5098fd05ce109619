package dev.kopi.core.txmgr;

import dev.kopi.core.primitives.UInt256;

/**
 * What L1 asks for at the moment, in wei.
 *
 * @param tip what a unit of gas should give to the block's builder
 * @param baseFee the newest block's base fee
 * @param blobBaseFee the price of a unit of blob gas
 */
public record FeeMarket(UInt256 tip, UInt256 baseFee, UInt256 blobBaseFee) {}
