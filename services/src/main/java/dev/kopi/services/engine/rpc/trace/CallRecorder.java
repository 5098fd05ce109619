package dev.kopi.services.engine.rpc.trace;

import dev.kopi.core.evm.Tracer;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.call.HaltErrors;
import dev.kopi.services.engine.rpc.call.PrecompileErrors;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Records the calls of a transaction as a tree. */
public final class CallRecorder implements Tracer {
  /** The estimated size of a call without its data. */
  private static final int CALL_CHARS = 512;

  private final TraceSize size;
  private final Predicate<CallNode> kept;
  private final Deque<Open> open = new ArrayDeque<>();
  private @Nullable CallNode root;
  private @Nullable HaltSite haltSite;

  /** A call that has not ended, and the account whose state its code runs on. */
  private record Open(CallNode call, Address self) {}

  /**
   * Records calls.
   *
   * @param size counts what is kept
   * @param kept which nested calls are kept after they ended
   */
  public CallRecorder(TraceSize size, Predicate<CallNode> kept) {
    this.size = size;
    this.kept = kept;
  }

  /** Starts the next transaction. */
  public void reset() {
    open.clear();
    root = null;
    haltSite = null;
  }

  /** The outermost call; null when none has begun. */
  public @Nullable CallNode root() {
    return root;
  }

  /** The innermost call that has not ended; null when none runs. */
  public @Nullable CallNode current() {
    Open running = open.peek();
    return running == null ? null : running.call;
  }

  @Override
  public boolean wantsSteps() {
    return false;
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    size.add(CALL_CHARS + 2L * input.size());
    Open caller = open.peek();
    boolean delegates = kind == CallKind.DELEGATECALL || kind == CallKind.CALLCODE;
    // Delegated code sees another sender, but the caller is the executing contract itself.
    Address self = delegates && caller != null ? caller.self : to;
    CallNode call = new CallNode(kind.name(), delegates ? self : from, to, input, value, gas);
    open.push(new Open(call, self));
    if (caller == null) {
      root = call;
    }
  }

  @Override
  public void halted(HaltSite site) {
    haltSite = site;
  }

  @Override
  public void exit(int depth, CallOutcome outcome) {
    CallNode ended = open.pop().call;
    Halt halt = outcome.halt();
    boolean reverted = !outcome.success() && halt == null;
    String error = reverted ? "execution reverted" : null;
    if (halt != null) {
      error =
          halt == Halt.PRECOMPILE_FAILED
              ? PrecompileErrors.text(ended.to(), ended.input())
              : HaltErrors.text(halt, haltSite);
    }
    haltSite = null;
    Bytes output = halt == null ? outcome.output() : Bytes.EMPTY;
    size.add(2L * output.size());
    ended.end(ended.gas() - outcome.gasLeft(), output, error, halt);
    Open caller = open.peek();
    if (caller != null && kept.test(ended)) {
      caller.call.calls().add(ended);
    }
  }

  @Override
  public void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {
    Open running = open.peek();
    if (running != null) {
      size.add(CALL_CHARS);
      running
          .call
          .calls()
          .add(new CallNode("SELFDESTRUCT", contract, heir, Bytes.EMPTY, balance, 0));
    }
  }
}
