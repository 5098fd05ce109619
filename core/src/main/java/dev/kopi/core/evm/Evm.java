package dev.kopi.core.evm;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.Delegation;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.evm.context.TransactionContext;
import dev.kopi.core.evm.precompile.PrecompileSet;
import dev.kopi.core.evm.word.WordDivision;
import dev.kopi.core.evm.word.WordMultiplication;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;
import dev.kopi.core.state.WorldState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The EVM: runs top-level calls on the world state of one block. Not thread-safe. */
public final class Evm {
  /** The context of calls outside of any transaction. */
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

  /** Stops the calls. */
  Cancellation cancellation = new Cancellation();

  /** The call to run next. */
  final PendingCall call;

  final WordDivision division = new WordDivision();
  final Keccak256 keccak = new Keccak256();
  final CallStack callStack;

  /** Whether each operation is reported to the tracer. */
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

  /** Sets what can stop the next calls: they throw {@link CancelledException} then. */
  public void cancelBy(Cancellation next) {
    cancellation = next;
  }

  /**
   * Calls an account.
   *
   * @param gas the gas limit of the call
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
   * Creates a contract at an address that follows from the sender and its nonce. The caller
   * increments the nonce.
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

  /** Analyses init code, which is not cached. */
  AnalysedCode initCode(Bytes code) {
    return stepping
        ? CodeAnalyser.analyseSingly(code, rules.instructions)
        : CodeAnalyser.analyse(code, rules.instructions);
  }

  /** Reports the start of an operation to the tracer. */
  void step(CallFrame f, int pc, int sp, long gas) {
    steps.begin(f, pc, callStack.wordsFor(f), sp, gas);
  }

  void log(Log log) {
    world.log(log);
    if (tracer != null) {
      tracer.log(log);
    }
  }

  void traceSelfDestruct(CallFrame f, JournaledAccount heir, UInt256 balance) {
    if (tracer != null) {
      tracer.selfDestruct(f.depth, f.self.address(), heir.address(), balance);
    }
  }

  /** EXP: the word on top to the power of the one below. */
  long exp(long[] s, int sp, long gas) {
    int bytes = (WordMultiplication.bitLength(s, sp - 8) + 7) / 8;
    long left = gas - (long) rules.expByteGas * bytes;
    if (left >= 0) {
      WordMultiplication.exp(s, sp, powerScratch);
    }
    return left;
  }
}
