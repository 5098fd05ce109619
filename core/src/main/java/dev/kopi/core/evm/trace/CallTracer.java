package dev.kopi.core.evm.trace;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the calls of a transaction as a tree, one transaction at a time. */
public final class CallTracer implements Tracer {
  /** A call that has not ended. */
  private record Open(
      CallKind kind,
      Address from,
      Address to,
      UInt256 value,
      long gas,
      Bytes input,
      List<Log> logs,
      List<CallTrace> calls) {}

  private final boolean topCallOnly;
  private final Deque<Open> open = new ArrayDeque<>();
  private @Nullable CallTrace root;

  /**
   * Collects calls.
   *
   * @param topCallOnly whether to skip nested calls
   */
  public CallTracer(boolean topCallOnly) {
    this.topCallOnly = topCallOnly;
  }

  /** The outermost call, or null when none has ended since the last call of this method. */
  public @Nullable CallTrace take() {
    CallTrace taken = root;
    root = null;
    return taken;
  }

  @Override
  public boolean wantsSteps() {
    return false;
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    open.push(new Open(kind, from, to, value, gas, input, new ArrayList<>(), new ArrayList<>()));
  }

  @Override
  public void exit(int depth, CallOutcome outcome) {
    Open ended = open.pop();
    boolean reverted = !outcome.success() && outcome.halt() == null;
    CallTrace trace =
        new CallTrace(
            ended.kind().name(),
            ended.from(),
            ended.to(),
            ended.value(),
            ended.gas(),
            ended.gas() - outcome.gasLeft(),
            ended.input(),
            outcome.output(),
            reverted,
            outcome.halt(),
            outcome.success() ? ended.logs() : List.of(),
            ended.calls());
    Open caller = open.peek();
    if (caller == null) {
      root = trace;
    } else if (!topCallOnly) {
      caller.calls().add(trace);
    }
  }

  @Override
  public void log(Log log) {
    Open running = open.peek();
    if (running != null) {
      running.logs().add(log);
    }
  }

  @Override
  public void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {
    Open running = open.peek();
    if (running != null && !topCallOnly) {
      running
          .calls()
          .add(
              new CallTrace(
                  "SELFDESTRUCT",
                  contract,
                  heir,
                  balance,
                  0,
                  0,
                  Bytes.EMPTY,
                  Bytes.EMPTY,
                  false,
                  null,
                  List.of(),
                  List.of()));
    }
  }
}
