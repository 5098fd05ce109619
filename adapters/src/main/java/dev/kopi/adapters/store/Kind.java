package dev.kopi.adapters.store;

/**
 * What the database holds. Each kind has keys of its own; numbers in keys are big-endian, so that
 * they sort.
 *
 * <p>Those above {@link #LAYER} are about the chain; {@link #ACCOUNT}, {@link #SLOT} and {@link
 * #NODE} are the state after the base block; those after {@link #CHANGES} say how to go back from
 * it.
 */
public enum Kind {
  /** Format, genesis, base, oldest state and labels, by name. */
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
   * Nothing, by what the logs of a canonical block have (1), a digest of it (8), and the number
   * (8).
   */
  LOG,
  /** Contract code, by its hash (32). */
  CODE,
  /** What a block above the base changed in state and tries, by number (8) and hash (32). */
  LAYER,
  /** Account, by hash of its address (32). */
  ACCOUNT,
  /** Value of a slot, by hash of the address (32) and hash of the slot (32). */
  SLOT,
  /** Trie node, by owner (32) and path (one nibble a byte). */
  NODE,
  /** Hash of the block that the base once was, by number (8). */
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
  String label() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
