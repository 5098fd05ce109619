package dev.kopi.core.store;

/**
 * The oldest state and body that a store keeps.
 *
 * @param oldestState the oldest canonical block after which the state can be read
 * @param oldestBody the oldest canonical block whose transactions and receipts are kept
 */
public record HistoryBounds(long oldestState, long oldestBody) {}
