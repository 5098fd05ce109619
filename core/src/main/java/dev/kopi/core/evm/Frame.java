package dev.kopi.core.evm;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;
import org.jspecify.annotations.Nullable;

/**
 * One call's execution: what it was called with, and where it stands while another frame runs.
 * Frames are kept and used again, with their memory.
 */
public final class Frame {
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

  /** Where the frame's words begin in the machine's stack, in longs. */
  int stackBase;

  /** The end of the frame's words, in longs. */
  int stackTop;

  /** The next instruction; always a block's header when the frame is resumed. */
  int position;

  long gas;

  /** Gas to be refunded for what the transaction did up to here. */
  long refund;

  /** The state to return to when the frame fails. */
  int checkpoint;

  // What the last call returned.
  byte[] returnData = NOTHING;
  int returnDataOffset;
  int returnDataLength;

  // Where the output of the call that runs goes to in memory.
  int resultOffset;
  int resultLength;

  // What the frame returns: a part of its memory.
  int outputOffset;
  int outputLength;

  /** Why the frame halted, when it did for another reason than want of gas. */
  @Nullable Halt halt;

  Frame(int depth, AnalysedCode code, JournaledAccount self) {
    this.depth = depth;
    this.code = code;
    this.self = self;
  }

  /** Makes the frame ready to run from the start. */
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
   * Notes why the frame halts.
   *
   * @return what an operation answers for the gas left, to say so
   */
  long halt(Halt reason, long gasLeft) {
    halt = reason;
    gas = gasLeft;
    return Interpreter.HALTED;
  }
}
