package dev.kopi.services.engine.rpc.trace.parity;

import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the operations of a transaction and of the calls within, as text of JSON. */
final class VmTraceRecorder {
  private static final int OPERATION_CHARS = 96;

  /** Operations that leave nothing on the stack. */
  private static final Set<String> RESULTLESS =
      Set.of(
          "STOP",
          "CALLDATACOPY",
          "CODECOPY",
          "EXTCODECOPY",
          "RETURNDATACOPY",
          "POP",
          "MSTORE",
          "MSTORE8",
          "SSTORE",
          "JUMP",
          "JUMPI",
          "JUMPDEST",
          "TSTORE",
          "MCOPY",
          "LOG0",
          "LOG1",
          "LOG2",
          "LOG3",
          "LOG4",
          "RETURN",
          "REVERT",
          "INVALID",
          "SELFDESTRUCT");

  /** A frame with its last operation, whose results are not known yet. */
  private static final class Frame {
    final boolean shown;
    boolean empty = true;
    boolean pending;
    boolean called;
    int opcode;
    long gas;
    Bytes memory = Bytes.EMPTY;

    Frame(boolean shown) {
      this.shown = shown;
    }
  }

  private final TraceSize size;
  private final StringBuilder text = new StringBuilder();
  private final Deque<Frame> open = new ArrayDeque<>();

  VmTraceRecorder(TraceSize size) {
    this.size = size;
  }

  /**
   * A frame begins.
   *
   * @param shown whether it is shown; one that is not has no operations
   */
  void enter(Bytes code, boolean shown) {
    Frame caller = open.peek();
    if (shown) {
      size.add(2L * code.size());
      text.append("{\"code\":\"").append(code.toHex()).append("\",\"ops\":[");
    }
    if (caller != null) {
      caller.called |= shown;
    }
    open.push(new Frame(shown));
  }

  /** An operation of the running frame; its results are on the stack of the next one. */
  void step(Step step) {
    Frame frame = open.element();
    complete(frame, step);
    text.append(frame.empty ? "{\"cost\":" : ",{\"cost\":");
    text.append(Long.toUnsignedString(step.gasCost()));
    text.append(",\"pc\":").append(step.pc()).append(",\"sub\":");
    size.add(OPERATION_CHARS + 2L * step.memory().size());
    frame.empty = false;
    frame.pending = true;
    frame.called = false;
    frame.opcode = step.opcode();
    frame.gas = step.gas();
    frame.memory = step.memory();
  }

  /** Completes the last operation of a frame; {@code next} is null when it was the very last. */
  private void complete(Frame frame, @Nullable Step next) {
    if (!frame.pending) {
      return;
    }
    frame.pending = false;
    int before = text.length();
    if (!frame.called) {
      text.append("null");
    }
    text.append(",\"ex\":{\"used\":").append(Long.toUnsignedString(frame.gas));
    text.append(",\"push\":[");
    int height = next == null ? 0 : next.stackSize();
    int first = Math.max(0, height - leaves(frame.opcode));
    for (int i = first; next != null && i < height; i++) {
      text.append(i == first ? "\"" : ",\"").append(next.stack(i).toHex()).append('"');
    }
    text.append("],\"mem\":{\"off\":").append(frame.memory.size());
    text.append(",\"data\":\"").append(frame.memory.toHex());
    text.append("\"},\"store\":null},\"op\":\"").append(Opcode.name(frame.opcode)).append("\"}");
    size.add((long) text.length() - before - 2L * frame.memory.size());
  }

  /** How many words an operation leaves on top of the stack. */
  private static int leaves(int opcode) {
    if (opcode >= Opcode.DUP1 && opcode <= Opcode.DUP16) {
      return opcode - Opcode.DUP1 + 2;
    }
    if (opcode >= Opcode.SWAP1 && opcode <= Opcode.SWAP16) {
      return opcode - Opcode.SWAP1 + 2;
    }
    return RESULTLESS.contains(Opcode.name(opcode)) ? 0 : 1;
  }

  /** The running frame ends. */
  void exit() {
    Frame ended = open.pop();
    complete(ended, null);
    if (ended.shown) {
      text.append("]}");
    }
  }

  /** The trace of the transaction; null as JSON when nothing ran. */
  String json() {
    return text.isEmpty() ? "null" : text.toString();
  }
}
