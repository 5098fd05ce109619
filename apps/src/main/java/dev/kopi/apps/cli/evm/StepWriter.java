package dev.kopi.apps.cli.evm;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.evm.CallKind;
import dev.kopi.core.evm.CallOutcome;
import dev.kopi.core.evm.Halt;
import dev.kopi.core.evm.Opcode;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
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
final class StepWriter implements Tracer {
  private static final String REVERTED = "execution reverted";
  private static final int JUMP = 0x56;
  private static final int JUMPI = 0x57;
  private static final int RETURNDATACOPY = 0x3e;
  private static final int REVERT = 0xfd;
  private static final int TSTORE = 0x5d;

  private final PrintWriter out;
  private final Deque<Long> frameGas = new ArrayDeque<>();

  StepWriter(PrintWriter out) {
    this.out = out;
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
      write(step, popped(step.opcode()), step.memorySizeAfter(), message(halt, step.opcode()));
    } else {
      write(step, 0, step.memorySize(), message(halt, step.opcode()));
    }
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    frameGas.push(gas);
  }

  @Override
  public void exit(int depth, CallOutcome outcome) {
    Halt halt = outcome.halt();
    String error = halt != null ? message(halt, 0) : outcome.success() ? null : REVERTED;
    writeEnd(outcome.output(), frameGas.pop() - outcome.gasLeft(), error);
  }

  @Override
  public void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {
    writeEnd(Bytes.EMPTY, 0, null);
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
    line.put("refund", step.refund());
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
        || (halt == Halt.WRITE_PROTECTION && step.opcode() == TSTORE);
  }

  private static int popped(int opcode) {
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
      case STACK_UNDERFLOW -> "stack underflow";
      case STACK_OVERFLOW -> "stack limit reached 1024 (1023)";
      case INVALID_JUMP -> "invalid jump destination";
      case INVALID_INSTRUCTION -> "invalid opcode: " + Opcode.name(opcode);
      case WRITE_PROTECTION ->
          opcode == TSTORE ? "write protection" : "out of gas: write protection";
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
