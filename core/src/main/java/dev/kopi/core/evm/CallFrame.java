package dev.kopi.core.evm;

import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;
import org.jspecify.annotations.Nullable;

/**
 * The execution of one call: its inputs, and its state while another frame runs. Frames are reused,
 * together with their memory.
 */
public final class CallFrame {
  private static final byte[] NOTHING = Bytes.EMPTY.unsafeArray();

  final int depth;
  final Memory memory = new Memory();

  CallKind kind = CallKind.CALL;
  AnalysedCode code;
  JournaledAccount self;
  Address caller = Address.ZERO;
  UInt256 value = UInt256.ZERO;
  boolean isStatic;

  byte[] input = NOTHING;
  int inputOffset;
  int inputLength;

  /** Where the frame's stack begins in the shared array, in longs. */
  int stackBase;

  /** The end of the frame's stack, in longs. */
  int stackTop;

  /** The next instruction; always a block's header when the frame is resumed. */
  int position;

  long gas;

  /** The gas refund accumulated by the transaction so far. */
  long refund;

  /** The checkpoint to revert to when the frame fails. */
  int checkpoint;

  // The return data of the last call.
  byte[] returnData = NOTHING;
  int returnDataOffset;
  int returnDataLength;

  // The memory range for the output of the running call.
  int resultOffset;
  int resultLength;

  // The frame's output: a range of its memory.
  int outputOffset;
  int outputLength;

  /** Why the frame halted, unless it ran out of gas. */
  @Nullable Halt halt;

  /** The opcode that is not defined, after such a halt. */
  int haltOpcode;

  CallFrame(int depth, AnalysedCode code, JournaledAccount self) {
    this.depth = depth;
    this.code = code;
    this.self = self;
  }

  /** Initialises the frame for a new call. */
  void start(
      PendingCall call, AnalysedCode toRun, int base, int stateCheckpoint, long refundSoFar) {
    kind = call.kind;
    code = toRun;
    self = call.recipient;
    caller = call.caller;
    value = call.value;
    isStatic = call.isStatic;
    input = kind.isCreate() ? NOTHING : call.input;
    inputOffset = kind.isCreate() ? 0 : call.inputOffset;
    inputLength = kind.isCreate() ? 0 : call.inputLength;
    gas = call.gas;
    stackBase = base;
    stackTop = base;
    position = 0;
    refund = refundSoFar;
    checkpoint = stateCheckpoint;
    outputOffset = 0;
    outputLength = 0;
    halt = null;
    memory.reset();
    forgetReturnData();
  }

  void forgetReturnData() {
    returnData = NOTHING;
    returnDataOffset = 0;
    returnDataLength = 0;
  }

  /**
   * Records why the frame halts.
   *
   * @return the value that an operation returns as gas left to signal the halt
   */
  long halt(Halt reason, long gasLeft) {
    halt = reason;
    gas = gasLeft;
    return Interpreter.HALT_SIGNAL;
  }
}
