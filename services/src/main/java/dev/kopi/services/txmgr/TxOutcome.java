package dev.kopi.services.txmgr;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/** How sending a transaction ended. */
public sealed interface TxOutcome {
  /** The transaction is in a block that is deep enough; it may have reverted. */
  record Confirmed(MinedTransaction transaction) implements TxOutcome {}

  /**
   * The transaction is given up.
   *
   * @param reason why
   * @param cause what happened, for logs
   * @param published the hashes under which it may still be included
   */
  record Failed(Reason reason, String cause, List<Hash> published) implements TxOutcome {
    /** Copies the list. */
    public Failed {
      published = List.copyOf(published);
    }
  }

  /** Why a transaction is given up. */
  enum Reason {
    /** The node or the signer did not answer, or refused the transaction. */
    NOT_PREPARED,
    /** The fees of L1 exceed the limits. */
    FEES_TOO_HIGH,
    /** The transaction would revert. */
    WOULD_REVERT,
    /** Another transaction used the nonce. */
    NONCE_USED,
    /** Earlier transactions are missing, as after a reorg: it would never be included. */
    NONCE_GAP,
    /** No pool accepted it in time. */
    NOT_TAKEN,
    /** The account has a transaction of the other kind in the pool, with or without blobs. */
    INCOMPATIBLE_PENDING,
    /** The send timeout has passed. */
    TIMEOUT,
    /** It was cancelled, or the manager is closed. */
    CANCELLED
  }
}
