package dev.kopi.apps.cli.evm.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.call.HaltErrors;
import dev.kopi.services.engine.rpc.call.PrecompileErrors;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes each operation and the end of each frame as a line of JSON, as geth does: an operation
 * that fails while it is carried out has two lines, the second with the error.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-3155">EIP-3155</a>
 */
public final class Eip3155Writer implements Tracer {
  private static final String REVERTED = "execution reverted";
  private static final int JUMP = 0x56;
  private static final int JUMPI = 0x57;
  private static final int RETURNDATACOPY = 0x3e;
  private static final int REVERT = 0xfd;
  private static final int TSTORE = 0x5d;
  private static final int LOG0 = 0xa0;
  private static final int LOG4 = 0xa4;

  private final PrintWriter out;
  private final Deque<Long> frameGas = new ArrayDeque<>();

  /** What made the frame fail whose end comes next. */
  private @Nullable String failure;

  /** Gas to be refunded for the transaction's authorizations. */
  private long granted;

  /** SELFDESTRUCT is reported before its step, and written after it. */
  private boolean selfDestructs;

  /** What was called last, and with what. */
  private Address entered = Address.ZERO;

  private Bytes given = Bytes.EMPTY;

  /** Which of the frames that run create a contract. */
  public Eip3155Writer(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void authorized(long refund) {
    granted = refund;
  }

  @Override
  public void step(Step step) {
    Halt halt = step.halt();
    if (halt == null) {
      write(step, 0, step.memorySize(), null);
      if (step.opcode() == REVERT) {
        write(step, 2, step.memorySizeAfter(), REVERTED);
      }
    } else if (failsWhileRunning(step, halt)) {
      write(step, 0, step.memorySize(), null);
      failure = message(halt, step.opcode());
      write(step, popped(step.opcode(), halt), step.memorySizeAfter(), failure);
    } else {
      boolean affordable = HaltErrors.isPriced(halt, step);
      failure = message(halt, step.opcode());
      if (affordable) {
        failure = HaltErrors.priceError(step);
      } else if (halt == Halt.STACK_UNDERFLOW) {
        failure += " (" + step.stackSize() + " <=> " + step.wordsNeeded() + ")";
      }
      write(step, 0, step.memorySize(), failure);
    }
    if (selfDestructs) {
      selfDestructs = false;
      writeEnd(Bytes.EMPTY, 0, null);
    }
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    entered = to;
    given = input;
    frameGas.push(gas);
  }

  @Override
  public void exit(int depth, CallOutcome outcome) {
    Halt halt = outcome.halt();
    String error = outcome.success() ? null : REVERTED;
    if (halt != null) {
      error = failure == null ? message(halt, 0) : failure;
      if (halt == Halt.PRECOMPILE_FAILED) {
        error = PrecompileErrors.text(entered, given);
      }
    }
    failure = null;
    if (depth == 0) {
      granted = 0;
    }
    writeEnd(outcome.output(), frameGas.pop() - outcome.gasLeft(), error);
  }

  @Override
  public void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {
    selfDestructs = true;
  }

  private void writeEnd(Bytes output, long gasUsed, @Nullable String error) {
    ObjectNode line = Json.object();
    line.put("output", output.toHex().substring(2));
    line.put("gasUsed", hex(gasUsed));
    if (error != null) {
      line.put("error", error);
    }
    out.println(Json.text(line));
  }

  private void write(Step step, int popped, int memorySize, @Nullable String error) {
    ObjectNode line = Json.object();
    line.put("pc", step.pc());
    line.put("op", step.opcode());
    line.put("gas", hex(step.gas()));
    line.put("gasCost", hex(step.gasCost()));
    line.put("memSize", memorySize);
    ArrayNode stack = line.putArray("stack");
    for (int i = 0; i < step.stackSize() - popped; i++) {
      stack.add(step.stack(i).toHex());
    }
    line.put("depth", step.depth());
    line.put("refund", granted + step.refund());
    line.put("opName", Opcode.name(step.opcode()));
    if (error != null) {
      line.put("error", error);
    }
    out.println(Json.text(line));
  }

  private static boolean failsWhileRunning(Step step, Halt halt) {
    return halt == Halt.INVALID_JUMP
        || halt == Halt.RETURN_DATA_OUT_OF_BOUNDS
        || halt == Halt.INVALID_INSTRUCTION
        || (halt == Halt.WRITE_PROTECTION && failsLate(step.opcode()));
  }

  /**
   * Whether geth finds out in the operation itself, and not in its price, that it may not write.
   */
  private static boolean failsLate(int opcode) {
    return opcode == TSTORE || (opcode >= LOG0 && opcode <= LOG4);
  }

  /** How many operands are off the stack when an operation fails. */
  private static int popped(int opcode, Halt halt) {
    if (halt == Halt.INVALID_INSTRUCTION) {
      return 0;
    }
    return switch (opcode) {
      case JUMP -> 1;
      case JUMPI -> 2;
      case RETURNDATACOPY -> 3;
      default -> 0;
    };
  }

  private static String message(Halt halt, int opcode) {
    return switch (halt) {
      case OUT_OF_GAS -> "out of gas";
      case REENTRANCY_SENTRY -> "out of gas: not enough gas for reentrancy sentry";
      case CODE_STORAGE_OUT_OF_GAS -> "contract creation code storage out of gas";
      case STACK_UNDERFLOW -> "stack underflow";
      case STACK_OVERFLOW -> "stack limit reached 1024 (1023)";
      case INVALID_JUMP -> "invalid jump destination";
      case INVALID_INSTRUCTION -> "invalid opcode: " + Opcode.name(opcode);
      case WRITE_PROTECTION ->
          failsLate(opcode) ? "write protection" : "out of gas: write protection";
      case RETURN_DATA_OUT_OF_BOUNDS -> "return data out of bounds";
      case CODE_TOO_LARGE -> "max code size exceeded";
      case INVALID_CODE_ENTRY -> "invalid code: must not begin with 0xef";
      case INIT_CODE_TOO_LARGE -> "out of gas: max initcode size exceeded";
      case ADDRESS_COLLISION -> "contract address collision";
      case NONCE_OVERFLOW -> "nonce uint64 overflow";
      case CALL_DEPTH -> "max call depth exceeded";
      case INSUFFICIENT_BALANCE -> "insufficient balance for transfer";
      case PRECOMPILE_FAILED -> "precompile failed";
    };
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
