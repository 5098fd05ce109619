package dev.kopi.core.evm;

/** How a frame comes about. */
public enum CallKind {
  CALL,
  CALLCODE,
  DELEGATECALL,
  STATICCALL,
  CREATE,
  CREATE2;

  /** Whether the frame runs init code. */
  public boolean isCreate() {
    return this == CREATE || this == CREATE2;
  }
}
