package dev.kopi.core.execution.validation;

/** Why a block is not a valid child of its parent. */
public enum InvalidBlock {
  // The header against its parent.
  PARENT_HASH_WRONG,
  NUMBER_WRONG,
  TIMESTAMP_NOT_AFTER_PARENT,
  /** Above 2^63 − 1. */
  GAS_LIMIT_TOO_HIGH,
  /** Below 5,000. */
  GAS_LIMIT_TOO_LOW,
  /** Differs from the parent's by more than a 1024th of it. */
  GAS_LIMIT_CHANGES_TOO_MUCH,
  GAS_USED_ABOVE_LIMIT,
  EXTRA_DATA_TOO_LONG,
  /** Not in the format of the OP Stack's fork. */
  EXTRA_DATA_MALFORMED,
  /** The extra data of a DAO fork block is missing. */
  EXTRA_DATA_WITHOUT_DAO_MARK,
  DIFFICULTY_WRONG,
  NONCE_NOT_ZERO,
  /** Proof of work after the merge. */
  PROOF_OF_WORK_AFTER_MERGE,
  /** The chain has no terminal total difficulty. */
  PROOF_OF_STAKE_BEFORE_MERGE,
  BASE_FEE_WRONG,
  /** A field that the fork requires is absent. */
  FIELD_MISSING,
  /** A field of a later fork is present. */
  FIELD_TOO_EARLY,
  EXCESS_BLOB_GAS_WRONG,

  // The body against the header.
  TRANSACTIONS_ROOT_WRONG,
  WITHDRAWALS_MISSING,
  WITHDRAWALS_NOT_ALLOWED,
  WITHDRAWALS_ROOT_WRONG,
  UNCLES_HASH_WRONG,
  UNCLES_NOT_ALLOWED,
  TOO_MANY_UNCLES,
  UNCLE_INCLUDED_BEFORE,
  UNCLE_IS_ANCESTOR,
  /** An uncle's parent is not among the last seven generations. */
  UNCLE_WITHOUT_COMMON_ANCESTOR,
  UNCLE_HEADER_INVALID,
  /** Above the size limit of EIP-7934. */
  BLOCK_TOO_LARGE,
  BLOB_GAS_USED_WRONG,
  TOO_MANY_BLOBS,
  /** The first transaction does not carry the L1 attributes. */
  L1_ATTRIBUTES_MISSING,
  /** Only deposits may be in the block that activates Jovian. */
  TRANSACTION_IN_ACTIVATION_BLOCK,
  DA_FOOTPRINT_ABOVE_GAS_LIMIT,

  // Execution.
  SIGNATURE_INVALID,
  TRANSACTION_INVALID,
  /** The contract of a system call has no code (EIP-7002, EIP-7251). */
  SYSTEM_CONTRACT_MISSING,
  SYSTEM_CALL_FAILED,
  /** A log of the deposit contract does not have the layout of EIP-6110. */
  DEPOSIT_LOG_MALFORMED,

  // The results of execution against the header.
  GAS_USED_WRONG,
  LOGS_BLOOM_WRONG,
  RECEIPTS_ROOT_WRONG,
  REQUESTS_HASH_WRONG,
  STATE_ROOT_WRONG
}
