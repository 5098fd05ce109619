package dev.kopi.services.engine.rpc.call;

import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.evm.instruction.Opcode;
import org.jspecify.annotations.Nullable;

/** Error messages of exceptional halts, equal to go-ethereum's. */
public final class HaltErrors {
  private static final int TSTORE = 0x5d;

  private HaltErrors() {}

  /** The message for a halt. */
  public static String text(Halt halt) {
    return switch (halt) {
      case OUT_OF_GAS -> "out of gas";
      case REENTRANCY_SENTRY -> "out of gas: not enough gas for reentrancy sentry";
      case CODE_STORAGE_OUT_OF_GAS -> "contract creation code storage out of gas";
      case STACK_UNDERFLOW -> "stack underflow";
      case STACK_OVERFLOW -> "stack limit reached 1024 (1023)";
      case INVALID_JUMP -> "invalid jump destination";
      case INVALID_INSTRUCTION -> "invalid opcode: INVALID";
      case WRITE_PROTECTION -> "write protection";
      case RETURN_DATA_OUT_OF_BOUNDS -> "return data out of bounds";
      case CODE_TOO_LARGE -> "max code size exceeded";
      case INVALID_CODE_ENTRY -> "invalid code: must not begin with 0xef";
      case INIT_CODE_TOO_LARGE -> "max initcode size exceeded";
      case ADDRESS_COLLISION -> "contract address collision";
      case NONCE_OVERFLOW -> "nonce uint64 overflow";
      case CALL_DEPTH -> "max call depth exceeded";
      case INSUFFICIENT_BALANCE -> "insufficient balance for transfer";
      case PRECOMPILE_FAILED -> "precompile failed";
    };
  }

  /** The message for a halt at an operation, which says more of it where go-ethereum does. */
  public static String text(Halt halt, Step step) {
    if (isPriced(halt, step)) {
      return priceError(step);
    }
    return text(halt, new HaltSite(halt, step.opcode(), step.stackSize(), step.wordsNeeded()));
  }

  /** Whether the gas of an operation covers its base price, but not what it costs beyond that. */
  public static boolean isPriced(Halt halt, Step step) {
    return halt.isOutOfGas() && step.gasCost() <= step.gas();
  }

  /** The message for such an operation. */
  public static String priceError(Step step) {
    if (MemoryOperands.overflow(step)) {
      return "gas uint64 overflow";
    }
    return switch (step.opcode()) {
      case Opcode.SSTORE -> text(Halt.REENTRANCY_SENTRY);
      case Opcode.CALL, Opcode.CALLCODE, Opcode.DELEGATECALL, Opcode.STATICCALL ->
          MemoryOperands.unpayable(step)
              ? "out of gas: gas uint64 overflow"
              : "out of gas: out of gas";
      case Opcode.SELFDESTRUCT -> "out of gas: out of gas";
      default -> "out of gas: gas uint64 overflow";
    };
  }

  /** The message for the halt of a frame, with the operation where that is known. */
  public static String text(Halt halt, @Nullable HaltSite site) {
    if (site == null || site.halt() != halt) {
      return text(halt);
    }
    if (halt == Halt.INVALID_INSTRUCTION) {
      return "invalid opcode: " + Opcode.name(site.opcode());
    }
    if (halt == Halt.STACK_UNDERFLOW) {
      return "stack underflow (" + site.stackSize() + " <=> " + site.wordsNeeded() + ")";
    }
    return text(halt);
  }

  /** Whether the message depends on the operation that halted. */
  static boolean needsStep(Halt halt) {
    return halt == Halt.INVALID_INSTRUCTION || halt == Halt.STACK_UNDERFLOW;
  }

  /**
   * Whether go-ethereum detects the halt only while it executes the operation, after it has traced
   * the operation without an error.
   */
  public static boolean whileRunning(Step step, Halt halt) {
    return halt == Halt.INVALID_JUMP
        || halt == Halt.RETURN_DATA_OUT_OF_BOUNDS
        || halt == Halt.INVALID_INSTRUCTION
        || (halt == Halt.WRITE_PROTECTION && step.opcode() == TSTORE);
  }
}
