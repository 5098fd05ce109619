package dev.kopi.core.execution.transaction;

/** Why a transaction cannot be included in a block. */
public enum InvalidTransaction {
  /** The type does not exist yet, or not on this kind of chain. */
  TYPE_NOT_SUPPORTED,
  /** The signature binds the transaction to another chain. */
  WRONG_CHAIN,
  NONCE_TOO_LOW,
  NONCE_TOO_HIGH,
  /** The sender's nonce is at its maximum (EIP-2681). */
  NONCE_OVERFLOW,
  /** The sender has code that is not a delegation (EIP-3607). */
  SENDER_NOT_EOA,
  /** The gas limit is above the gas left in the block. */
  GAS_LIMIT_EXCEEDS_BLOCK,
  /** The gas limit is above the cap of 2^24 (EIP-7825). */
  GAS_LIMIT_ABOVE_CAP,
  /** The gas limit does not cover the intrinsic gas. */
  INTRINSIC_GAS_TOO_LOW,
  /** The gas limit does not cover the floor for call data (EIP-7623). */
  FLOOR_GAS_TOO_LOW,
  /** The fee cap is below the block's base fee. */
  FEE_BELOW_BASE_FEE,
  /** The tip cap is above the fee cap. */
  TIP_ABOVE_FEE,
  /** The product of gas limit and fee cap overflows 256 bits. */
  FEE_OVERFLOW,
  /** The balance does not cover gas, value, blobs and the fees of the rollup. */
  INSUFFICIENT_FUNDS,
  /** Init code above 49,152 bytes (EIP-3860). */
  INIT_CODE_TOO_LARGE,
  NO_BLOBS,
  TOO_MANY_BLOBS,
  /** A blob's versioned hash is of an unknown version. */
  UNKNOWN_BLOB_VERSION,
  /** The blob fee cap is below the blob base fee. */
  BLOB_FEE_TOO_LOW,
  /** The authorization list is empty (EIP-7702). */
  NO_AUTHORIZATIONS,
  /** A system transaction after Regolith. */
  SYSTEM_TRANSACTION,
  /** The block cannot take this many more blobs. */
  BLOBS_EXCEED_BLOCK,
  /** The DA footprint exceeds what is left of the block's gas limit (Jovian). */
  DA_FOOTPRINT_EXCEEDS_BLOCK
}
