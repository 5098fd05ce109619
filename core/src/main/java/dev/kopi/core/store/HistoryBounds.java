package dev.kopi.core.store;

/**
 * How far back a store can answer.
 *
 * @param oldestState the oldest canonical block after which the state can be read
 * @param oldestBody the oldest canonical block whose transactions and receipts are kept
 */
public record HistoryBounds(long oldestState, long oldestBody) {}
