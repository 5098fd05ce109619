package dev.kopi.core.evm.call;

/** Why a frame ended exceptionally: all its gas is consumed and its changes are reverted. */
public enum Halt {
  OUT_OF_GAS,
  STACK_UNDERFLOW,
  STACK_OVERFLOW,
  INVALID_JUMP,
  INVALID_INSTRUCTION,
  /** A state change within a static call (EIP-214). */
  WRITE_PROTECTION,
  /** RETURNDATACOPY beyond the return data (EIP-211). */
  RETURN_DATA_OUT_OF_BOUNDS,
  /** A contract's code above 24,576 bytes (EIP-170). */
  CODE_TOO_LARGE,
  /** A contract's code that begins with 0xef (EIP-3541). */
  INVALID_CODE_ENTRY,
  /** Init code above 49,152 bytes (EIP-3860). */
  INIT_CODE_TOO_LARGE,
  /** The gas does not cover the storage of a contract's code (EIP-2). */
  CODE_STORAGE_OUT_OF_GAS,
  /** SSTORE with no more than the stipend of a call left (EIP-2200). */
  REENTRANCY_SENTRY,
  /** The address of a new contract is taken (EIP-684, EIP-7610). */
  ADDRESS_COLLISION,
  /** The nonce of the creator is at its maximum (EIP-2681). */
  NONCE_OVERFLOW,
  /** More than 1,024 frames. */
  CALL_DEPTH,
  /** The caller's balance does not cover the value sent. */
  INSUFFICIENT_BALANCE,
  /** A precompile refused its input. */
  PRECOMPILE_FAILED;

  /** Whether more gas could have helped. */
  public boolean isOutOfGas() {
    return this == OUT_OF_GAS || this == CODE_STORAGE_OUT_OF_GAS || this == REENTRANCY_SENTRY;
  }
}
