package dev.kopi.core.evm.call;

/** The kind of a call frame. */
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
