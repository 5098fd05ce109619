package dev.kopi.core.proof.preimage;

import org.jspecify.annotations.Nullable;

/** What a hint asks a host to prepare, in op-program's words. */
public enum HintKind {
  /** Data: block hash. */
  L1_BLOCK_HEADER("l1-block-header"),
  /** Data: block hash. */
  L1_TRANSACTIONS("l1-transactions"),
  /** Data: block hash. */
  L1_RECEIPTS("l1-receipts"),
  /** Data: versioned hash ‖ timestamp; in older programs with a blob index before the timestamp. */
  L1_BLOB("l1-blob"),
  /** Data: address ‖ input. */
  L1_PRECOMPILE("l1-precompile"),
  /** Data: address ‖ gas ‖ input. */
  L1_PRECOMPILE_V2("l1-precompile-v2"),
  /** Data: block hash, with a chain id in interop programs. */
  L2_BLOCK_HEADER("l2-block-header"),
  /** Data: block hash, with a chain id in interop programs. */
  L2_TRANSACTIONS("l2-transactions"),
  /** Data: block hash ‖ chain id. */
  L2_RECEIPTS("l2-receipts"),
  /** Data: code hash, with a chain id in interop programs. */
  L2_CODE("l2-code"),
  /** Data: node hash, with a chain id in interop programs. */
  L2_STATE_NODE("l2-state-node"),
  /** Data: output root, with a chain id in interop programs. */
  L2_OUTPUT("l2-output"),
  /** Data: agreed block hash ‖ block hash ‖ chain id. */
  L2_BLOCK_DATA("l2-block-data"),
  /** Data: the hash of an agreed pre-state. */
  AGREED_PRE_STATE("agreed-pre-state"),
  /** Data: block hash ‖ address ‖ chain id. */
  L2_ACCOUNT_PROOF("l2-account-proof"),
  /** Data: JSON of parent hash and payload attributes. */
  L2_PAYLOAD_WITNESS("l2-payload-witness"),
  /** Data: block number ‖ head hash ‖ chain id. */
  L2_BLOCK_HASH_LOOKUP("l2-block-hash-lookup");

  private final String word;

  HintKind(String word) {
    this.word = word;
  }

  /** The word that a hint of this kind begins with. */
  public String word() {
    return word;
  }

  /** The kind with this word, or null. */
  public static @Nullable HintKind of(String word) {
    for (HintKind kind : values()) {
      if (kind.word.equals(word)) {
        return kind;
      }
    }
    return null;
  }
}
