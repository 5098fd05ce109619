package dev.kopi.services.engine.rpc.call;

import dev.kopi.core.evm.Step;

/** Which account or slot an operation accesses, by its stack operands. */
public enum StateAccess {
  /** A slot of the executing contract: the word on top. */
  SLOT,
  /** An account: the word on top. */
  ACCOUNT,
  /** An account: the word below the top. */
  CALLED_ACCOUNT,
  NOTHING;

  private static final int BALANCE = 0x31;
  private static final int EXTCODESIZE = 0x3b;
  private static final int EXTCODECOPY = 0x3c;
  private static final int EXTCODEHASH = 0x3f;
  private static final int SLOAD = 0x54;
  private static final int SSTORE = 0x55;
  private static final int CALL = 0xf1;
  private static final int CALLCODE = 0xf2;
  private static final int DELEGATECALL = 0xf4;
  private static final int STATICCALL = 0xfa;
  public static final int SELFDESTRUCT = 0xff;

  /** What an operation accesses, even if it fails. */
  public static StateAccess of(Step step) {
    int size = step.stackSize();
    return switch (step.opcode()) {
      case SLOAD, SSTORE -> size >= 1 ? SLOT : NOTHING;
      case BALANCE, EXTCODESIZE, EXTCODECOPY, EXTCODEHASH, SELFDESTRUCT ->
          size >= 1 ? ACCOUNT : NOTHING;
      case CALL, CALLCODE, DELEGATECALL, STATICCALL -> size >= 5 ? CALLED_ACCOUNT : NOTHING;
      default -> NOTHING;
    };
  }
}
