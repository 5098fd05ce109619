package dev.kopi.core.evm;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.ContractAddress;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.evm.precompile.Precompile;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;
import dev.kopi.core.state.WorldState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The running call frames, kept on an explicit stack instead of the Java stack. They share one
 * array of words: a frame's stack begins where its caller's ends.
 */
final class CallStack {
  private static final byte[] NOTHING = Bytes.EMPTY.unsafeArray();

  /** The price that precompiles return for input that no gas can pay for. */
  private static final long UNPAYABLE = 1L << 62;

  /** Longs that the stack of one frame may take. */
  private static final int FRAME_LONGS = 4 * EvmRules.MAX_DEPTH;

  private final Evm evm;
  private final WorldState world;
  private final EvmRules rules;
  private final StepRecorder steps;
  private long[] words = new long[2 * FRAME_LONGS];
  private @Nullable CallFrame[] frames = new CallFrame[16];

  /** The index of the running frame; −1 when none runs. */
  private int depth = -1;

  // The outcome of the call that ended last.
  private boolean ofCreation;
  private JournaledAccount created;
  private boolean success;
  private @Nullable Halt halt;
  private long gasLeft;
  private long refund;
  private byte[] output = NOTHING;
  private int outputOffset;
  private int outputLength;

  CallStack(Evm evm, StepRecorder steps) {
    this.evm = evm;
    this.world = evm.world;
    this.rules = evm.rules;
    this.steps = steps;
    this.created = evm.call.recipient;
  }

  /** The array of words, large enough for the frame's full stack. */
  long[] wordsFor(CallFrame f) {
    int needed = f.stackBase + FRAME_LONGS;
    if (needed > words.length) {
      words = Arrays.copyOf(words, 2 * needed);
    }
    return words;
  }

  /** Runs the pending call of the EVM as the outermost frame. */
  CallOutcome run() {
    if (depth >= 0) {
      throw new IllegalStateException("the machine is running");
    }
    refund = 0;
    try {
      boolean running = evm.call.kind.isCreate() ? enterCreation() : enterCall();
      while (running) {
        running = advance();
      }
      return outcome();
    } finally {
      depth = -1;
      steps.drop();
    }
  }

  private CallOutcome outcome() {
    Bytes returned = Bytes.copyOf(output, outputOffset, outputLength);
    return new CallOutcome(success, halt, gasLeft, success ? refund : 0, returned);
  }

  /** Runs the top frame until it ends or calls. Returns whether a frame is left. */
  private boolean advance() {
    evm.cancellation.check();
    CallFrame f = frame(depth);
    int end = execute(f);
    if (evm.stepping) {
      steps.complete(f, f.gas, end == Interpreter.HALTED ? f.halt : null);
    }
    if (end == Interpreter.CALLS) {
      if (!enterCall()) {
        deliver(f);
      }
      return true;
    }
    if (end == Interpreter.CREATES) {
      if (!enterCreation(f)) {
        deliver(f);
      }
      return true;
    }
    leave(f, end);
    depth--;
    if (depth < 0) {
      return false;
    }
    deliver(frame(depth));
    return true;
  }

  private int execute(CallFrame f) {
    AnalysedCode code = f.code;
    CompiledCode compiled = code.compiled();
    if (compiled != null) {
      return compiled.run(evm, f);
    }
    long before = f.gas;
    int end = Interpreter.run(evm, f);
    if (!evm.stepping) {
      evm.codes.ran(code, code.addInterpretedGas(before - Math.max(0, f.gas)));
    }
    return end;
  }

  private CallFrame frame(int at) {
    CallFrame f = frames[at];
    if (f == null) {
      throw new IllegalStateException("no frame at depth " + at);
    }
    return f;
  }

  // Entering calls. Each method returns whether a frame was pushed; if not, the call has ended.

  private boolean enterCall() {
    PendingCall call = evm.call;
    ofCreation = false;
    traceEnter(call.kind, call.target.address());
    boolean pays = call.kind == CallKind.CALL || call.kind == CallKind.CALLCODE;
    Halt refused = refused(call, pays);
    if (refused != null) {
      return fail(refused, call.gas);
    }
    int checkpoint = world.checkpoint();
    Precompile precompile = evm.precompiles.at(call.target.address());
    if (call.kind == CallKind.CALL) {
      if (precompile == null
          && rules.emptyIsAbsent
          && call.value.isZero()
          && !world.exists(call.target)) {
        return succeed(call.gas, NOTHING);
      }
      transfer(call.payer, call.recipient, call.value);
    } else if (call.kind == CallKind.STATICCALL) {
      world.addBalance(call.recipient, UInt256.ZERO);
    }
    if (precompile != null) {
      return runPrecompile(precompile, call, checkpoint);
    }
    AnalysedCode code = evm.codeOf(call.codeAccount);
    if (code == null) {
      return succeed(call.gas, NOTHING);
    }
    push(code, checkpoint);
    return true;
  }

  private boolean runPrecompile(Precompile precompile, PendingCall call, int checkpoint) {
    long price = precompile.gas(call.input, call.inputOffset, call.inputLength);
    long left = call.gas - price;
    if (left < 0 || price >= UNPAYABLE) {
      world.revertTo(checkpoint);
      return fail(Halt.OUT_OF_GAS, 0);
    }
    byte[] result = precompile.run(call.input, call.inputOffset, call.inputLength);
    if (result == null) {
      world.revertTo(checkpoint);
      return fail(Halt.PRECOMPILE_FAILED, 0);
    }
    return succeed(left, result);
  }

  /** A creation by a frame: computes the address and deducts the gas from the frame. */
  private boolean enterCreation(CallFrame f) {
    PendingCall call = evm.call;
    call.gas = rules.keepsSixtyFourth ? f.gas - f.gas / 64 : f.gas;
    f.gas -= call.gas;
    Address creator = f.self.address();
    Address address;
    if (call.kind == CallKind.CREATE2) {
      Hash codeHash = Keccak256.hash(call.input, call.inputOffset, call.inputLength);
      address = ContractAddress.create2(creator, call.salt, codeHash);
    } else {
      address = ContractAddress.create(creator, world.nonce(f.self));
    }
    call.recipient = world.account(address);
    return enterCreation();
  }

  private boolean enterCreation() {
    PendingCall call = evm.call;
    ofCreation = true;
    created = call.recipient;
    traceEnter(call.kind, call.recipient.address());
    Halt refused = refused(call, true);
    if (refused != null) {
      return fail(refused, call.gas);
    }
    if (depth >= 0) {
      long nonce = world.nonce(call.payer);
      if (nonce == -1) {
        return fail(Halt.NONCE_OVERFLOW, call.gas);
      }
      world.setNonce(call.payer, nonce + 1);
    }
    if (rules.accessLists) {
      world.warm(call.recipient);
    }
    if (world.isTaken(call.recipient)) {
      return fail(Halt.ADDRESS_COLLISION, 0);
    }
    int checkpoint = world.checkpoint();
    world.markCreated(call.recipient);
    if (rules.emptyIsAbsent) {
      world.setNonce(call.recipient, 1);
    }
    transfer(call.payer, call.recipient, call.value);
    push(evm.initCode(Bytes.copyOf(call.input, call.inputOffset, call.inputLength)), checkpoint);
    return true;
  }

  private @Nullable Halt refused(PendingCall call, boolean pays) {
    if (depth + 1 > EvmRules.MAX_DEPTH) {
      return Halt.CALL_DEPTH;
    }
    boolean poor =
        pays && !call.value.isZero() && world.balance(call.payer).compareTo(call.value) < 0;
    return poor ? Halt.INSUFFICIENT_BALANCE : null;
  }

  private void transfer(JournaledAccount from, JournaledAccount to, UInt256 value) {
    if (!value.isZero()) {
      world.subtractBalance(from, value);
    }
    world.addBalance(to, value);
  }

  private void push(AnalysedCode code, int checkpoint) {
    int base = depth < 0 ? 0 : frame(depth).stackTop;
    long refundSoFar = depth < 0 ? 0 : frame(depth).refund;
    depth++;
    if (depth == frames.length) {
      frames = Arrays.copyOf(frames, Math.min(2 * depth, EvmRules.MAX_DEPTH + 1));
    }
    CallFrame f = frames[depth];
    if (f == null) {
      f = new CallFrame(depth, code, evm.call.recipient);
      frames[depth] = f;
    }
    f.start(evm.call, code, base, checkpoint, refundSoFar);
  }

  // Leaving calls.

  private boolean succeed(long gas, byte[] result) {
    success = true;
    halt = null;
    gasLeft = gas;
    refund = depth < 0 ? 0 : frame(depth).refund;
    setOutput(result, 0, result.length);
    traceExit(depth + 1);
    return false;
  }

  private boolean fail(Halt reason, long gas) {
    success = false;
    halt = reason;
    gasLeft = gas;
    setOutput(NOTHING, 0, 0);
    traceExit(depth + 1);
    return false;
  }

  private void setOutput(byte[] bytes, int offset, int length) {
    output = bytes;
    outputOffset = offset;
    outputLength = length;
  }

  /** Ends the top frame. */
  private void leave(CallFrame f, int end) {
    ofCreation = f.kind.isCreate();
    created = f.self;
    halt = end == Interpreter.HALTED ? f.halt : null;
    success = end == Interpreter.STOPPED || end == Interpreter.RETURNED;
    setOutput(f.memory.bytes, f.outputOffset, f.outputLength);
    if (success && ofCreation) {
      halt = depositCode(f);
      success = halt == null;
    }
    refund = f.refund;
    gasLeft = f.gas;
    if (!success) {
      world.revertTo(f.checkpoint);
    }
    boolean rejectedCode = halt != null && end != Interpreter.HALTED;
    if (halt != null) {
      gasLeft = 0;
    }
    if (halt != null && !rejectedCode) {
      setOutput(NOTHING, 0, 0);
      traceHalt(f, halt);
    }
    traceExit(f.depth);
    if (rejectedCode) {
      setOutput(NOTHING, 0, 0);
    }
  }

  /** Stores the output of init code as the contract's code. Returns why that fails, or null. */
  private @Nullable Halt depositCode(CallFrame f) {
    int size = f.outputLength;
    if (rules.rejectsEfCode && size > 0 && output[outputOffset] == (byte) 0xef) {
      return Halt.INVALID_CODE_ENTRY;
    }
    long cost = (long) EvmRules.CODE_BYTE * size;
    if (cost > f.gas) {
      // Before EIP-2 the contract stays, without code.
      return rules.codeDepositMustBePaid ? Halt.CODE_STORAGE_OUT_OF_GAS : null;
    }
    if (rules.limitsCodeSize && size > EvmRules.MAX_CODE_SIZE) {
      return Halt.CODE_TOO_LARGE;
    }
    f.gas -= cost;
    if (size > 0) {
      world.setCode(f.self, Bytes.copyOf(output, outputOffset, size));
    }
    return null;
  }

  /** Delivers the outcome of a call to the calling frame. */
  private void deliver(CallFrame f) {
    f.gas += gasLeft;
    if (success) {
      f.refund = refund;
    }
    long[] s = wordsFor(f);
    int sp = f.stackTop;
    f.stackTop = sp + 4;
    if (ofCreation) {
      if (success) {
        EnvironmentOperations.push(s, sp, created.address());
      } else {
        EnvironmentOperations.push(s, sp, 0);
      }
      if (success || halt != null) {
        f.forgetReturnData();
        return;
      }
    } else {
      EnvironmentOperations.push(s, sp, success ? 1 : 0);
      int copied = Math.min(f.resultLength, outputLength);
      System.arraycopy(output, outputOffset, f.memory.bytes, f.resultOffset, copied);
    }
    f.returnData = output;
    f.returnDataOffset = outputOffset;
    f.returnDataLength = outputLength;
  }

  // Reporting to the tracer.

  private void traceEnter(CallKind kind, Address to) {
    Tracer tracer = evm.tracer;
    if (tracer != null) {
      PendingCall call = evm.call;
      Bytes input = Bytes.copyOf(call.input, call.inputOffset, call.inputLength);
      tracer.enter(kind, depth + 1, call.caller, to, input, call.gas, call.value);
    }
  }

  /** Names the operation at which a frame halted, where its steps do not. */
  private void traceHalt(CallFrame f, Halt reason) {
    Tracer tracer = evm.tracer;
    if (tracer == null || evm.stepping) {
      return;
    }
    if (reason == Halt.INVALID_INSTRUCTION) {
      tracer.halted(new HaltSite(reason, f.haltOpcode, 0, 0));
    } else if (reason == Halt.STACK_UNDERFLOW) {
      tracer.halted(underflow(f));
    }
  }

  /** The first operation of the block at the frame's position that finds too few words. */
  private HaltSite underflow(CallFrame f) {
    Bytes code = f.code.code();
    int at = f.code.instructions()[f.position + 2];
    int height = (f.stackTop - f.stackBase) / 4;
    int opcode = code.get(at) & 0xff;
    while (height >= f.code.takes(opcode)) {
      height += f.code.leaves(opcode) - f.code.takes(opcode);
      boolean pushes = opcode >= Opcode.PUSH1 && opcode <= Opcode.PUSH32;
      at += pushes ? opcode - Opcode.PUSH1 + 2 : 1;
      opcode = code.get(at) & 0xff;
    }
    return new HaltSite(Halt.STACK_UNDERFLOW, opcode, height, f.code.takes(opcode));
  }

  private void traceExit(int exited) {
    Tracer tracer = evm.tracer;
    if (tracer != null) {
      tracer.exit(exited, outcome());
    }
  }
}
