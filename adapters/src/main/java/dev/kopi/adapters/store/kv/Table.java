package dev.kopi.adapters.store.kv;

/**
 * The tables of the database, each with its own key space. Numbers in keys are big-endian, so that
 * they sort.
 *
 * <p>Those above {@link #LAYER} hold the chain; {@link #ACCOUNT}, {@link #SLOT} and {@link #NODE}
 * hold the state of the disk layer; those from {@link #LINEAGE} on hold the reverse diffs that lead
 * back from it. The constants' names are the tables' names on disk.
 */
public enum Table {
  /** Format, genesis, disk layer, oldest body, heads and log index, by name. */
  META,
  /** Block number (8), by block hash (32). */
  NUMBER,
  /** Header, by number (8) and hash (32). */
  HEADER,
  /** Transactions, uncles and withdrawals, by number (8) and hash (32). */
  BODY,
  /** Receipts without blooms, by number (8) and hash (32). */
  RECEIPTS,
  /** Hash of the canonical block, by number (8). */
  CANONICAL,
  /** Number (8) and index (4) of a canonical transaction, by its hash (32). */
  TRANSACTION,
  /**
   * Empty, by the part of a log that is indexed (1), a digest of its value (8), and the number (8)
   * of a canonical block.
   */
  LOG,
  /** Contract code, by its hash (32). */
  CODE,
  /** Diff layer: what a block changed in state and tries, by number (8) and hash (32). */
  LAYER,
  /** Account, by hash of its address (32). */
  ACCOUNT,
  /** Value of a slot, by hash of the address (32) and hash of the slot (32). */
  SLOT,
  /** Trie node, by owner (32) and path (one nibble a byte). */
  NODE,
  /** Hash of a block whose state the disk layer has held, by number (8). */
  LINEAGE,
  /** The keys of accounts, slots and nodes that a block changed, by number (8). */
  CHANGES,
  /**
   * An account before a block changed it, by hash of its address (32) and the block's number (8).
   */
  ACCOUNT_HISTORY,
  /** A slot before a block changed it, by its key (64) and the block's number (8). */
  SLOT_HISTORY,
  /** A node before a block changed it, by its key, an end mark (1) and the block's number (8). */
  NODE_HISTORY;

  /** The name in the database. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
