package dev.kopi.core.txmgr;

import java.util.Locale;

/** Why an L1 node refused a transaction, parsed from its error message. */
public enum SendError {
  /** It is in the pool already: as good as accepted. */
  ALREADY_KNOWN("already known", "already imported", "known transaction"),

  /** A transaction with this nonce was included. */
  NONCE_TOO_LOW("nonce too low"),

  /** A nonce before this one is missing. */
  NONCE_TOO_HIGH("nonce too high", "gapped-nonce", "nonce gap"),

  /** It offers too little more than the one it would replace. */
  REPLACEMENT_UNDERPRICED("replacement transaction underpriced"),

  /** It offers less than the pool's minimum. */
  UNDERPRICED("transaction underpriced", "max fee per gas less than block base fee"),

  /** The account has a transaction of the other kind (with or without blobs) in the pool. */
  ALREADY_RESERVED("address already reserved"),

  /** The account cannot pay. */
  INSUFFICIENT_FUNDS("insufficient funds"),

  /** Anything else. */
  OTHER;

  private final String[] phrases;

  SendError(String... phrases) {
    this.phrases = phrases;
  }

  /** Reads a node's message. */
  public static SendError of(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    for (SendError error : values()) {
      for (String phrase : error.phrases) {
        if (lower.contains(phrase)) {
          return error;
        }
      }
    }
    return OTHER;
  }
}
