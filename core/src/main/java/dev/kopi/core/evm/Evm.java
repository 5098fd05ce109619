package dev.kopi.core.evm;

import dev.kopi.core.chain.Log;
import dev.kopi.core.crypto.Keccak256;
import dev.kopi.core.evm.precompile.PrecompileSet;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;
import dev.kopi.core.state.WorldState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine: runs calls from outside on the world state of one block. Not for use by several
 * threads.
 */
public final class Evm {
  /** For calls that no transaction makes. */
  public static final TransactionContext NO_TRANSACTION =
      new TransactionContext(Address.ZERO, UInt256.ZERO, List.of());

  final BlockContext block;
  final WorldState world;
  final PrecompileSet precompiles;
  final CodeCache codes;
  final EvmRules rules;
  final @Nullable Tracer tracer;

  /** The transaction that the calls belong to. */
  TransactionContext transaction = NO_TRANSACTION;

  /** The call that begins next. */
  final PendingCall call;

  final Division division = new Division();
  final Keccak256 keccak = new Keccak256();
  final CallStack callStack;

  /** Whether each operation is told to the tracer. */
  final boolean stepping;

  private final StepRecorder steps;
  private final long[] powerScratch = new long[8];

  /** For the calls of one block. */
  public Evm(
      BlockContext block,
      WorldState world,
      PrecompileSet precompiles,
      CodeCache codes,
      @Nullable Tracer tracer) {
    this.block = block;
    this.world = world;
    this.precompiles = precompiles;
    this.codes = codes;
    this.tracer = tracer;
    this.rules = EvmRules.of(block.rules().fork());
    this.call = new PendingCall(world.account(Address.ZERO));
    this.stepping = tracer != null && tracer.wantsSteps();
    this.steps = new StepRecorder(tracer, rules, world);
    this.callStack = new CallStack(this, steps);
  }

  /** Sets the transaction that the next calls belong to. */
  public void begin(TransactionContext next) {
    transaction = next;
  }

  /**
   * Calls an account.
   *
   * @param gas what the call may use
   */
  public CallOutcome call(Address from, Address to, UInt256 value, Bytes input, long gas) {
    JournaledAccount target = world.account(to);
    JournaledAccount codeAccount = target;
    if (rules.delegations) {
      Address delegate = Delegation.target(world.code(target));
      codeAccount = delegate == null ? target : world.account(delegate);
    }
    call.kind = CallKind.CALL;
    call.recipient = target;
    call.target = target;
    call.codeAccount = codeAccount;
    return run(from, value, input, gas);
  }

  /**
   * Creates a contract at an address that follows from the sender and its nonce. The nonce is
   * counted by the caller.
   */
  public CallOutcome create(Address from, Address created, UInt256 value, Bytes code, long gas) {
    call.kind = CallKind.CREATE;
    call.recipient = world.account(created);
    return run(from, value, code, gas);
  }

  private CallOutcome run(Address from, UInt256 value, Bytes input, long gas) {
    call.caller = from;
    call.payer = world.account(from);
    call.value = value;
    call.gas = gas;
    call.input = input.unsafeArray();
    call.inputOffset = 0;
    call.inputLength = input.size();
    call.isStatic = false;
    return callStack.run();
  }

  /** The code to run for an account, or null when it has none. */
  @Nullable AnalysedCode codeOf(JournaledAccount account) {
    Bytes code = world.code(account);
    if (code.isEmpty()) {
      return null;
    }
    if (stepping) {
      return CodeAnalyser.analyseSingly(code, rules.instructions);
    }
    AnalysedCode known = codes.get(world.codeHash(account));
    if (known == null || known.instructionSet() != rules.instructions) {
      known = CodeAnalyser.analyse(code, rules.instructions);
      codes.put(world.codeHash(account), known);
    }
    return known;
  }

  /** Init code to run; it is seldom run twice. */
  AnalysedCode initCode(Bytes code) {
    return stepping
        ? CodeAnalyser.analyseSingly(code, rules.instructions)
        : CodeAnalyser.analyse(code, rules.instructions);
  }

  /** Notes for the tracer that an operation begins. */
  void step(Frame f, int pc, int sp, long gas) {
    steps.begin(f, pc, callStack.wordsFor(f), sp, gas);
  }

  void log(Log log) {
    world.log(log);
    if (tracer != null) {
      tracer.log(log);
    }
  }

  void noteSelfDestruct(Frame f, JournaledAccount heir, UInt256 balance) {
    if (tracer != null) {
      tracer.selfDestruct(f.depth, f.self.address(), heir.address(), balance);
    }
  }

  /** EXP: the word on top to the power of the one below. */
  long exp(long[] s, int sp, long gas) {
    int bytes = (Multiplication.bitLength(s, sp - 8) + 7) / 8;
    long left = gas - (long) rules.expByteGas * bytes;
    if (left >= 0) {
      Multiplication.exp(s, sp, powerScratch);
    }
    return left;
  }
}
