package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * Stops a trace that exceeds its timeout. Forwards only while a transaction is traced, not system
 * calls of the block.
 */
final class TimeoutTracer implements DebugTracer {
  /** How many operations lie between two checks of the clock. */
  private static final int STEPS_BETWEEN = 1024;

  private final DebugTracer inner;
  private final long nanos;
  private long deadline;
  private int steps;
  private boolean within;

  TimeoutTracer(DebugTracer inner, long millis) {
    this.inner = inner;
    this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void check() {
    if (System.nanoTime() - deadline > 0) {
      throw new RpcException(RpcException.SERVER_ERROR, "execution timeout");
    }
  }

  @Override
  public boolean wantsSteps() {
    return inner.wantsSteps();
  }

  @Override
  public boolean wantsMemory() {
    return inner.wantsMemory();
  }

  @Override
  public void begin(TracedTransaction transaction) {
    inner.begin(transaction);
    deadline = System.nanoTime() + nanos;
    within = true;
  }

  @Override
  public void authorized(long refund) {
    if (within) {
      inner.authorized(refund);
    }
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    if (within) {
      check();
      inner.enter(kind, depth, from, to, input, gas, value);
    }
  }

  @Override
  public void exit(int depth, CallOutcome outcome) {
    if (within) {
      inner.exit(depth, outcome);
    }
  }

  @Override
  public void step(Step step) {
    if (within) {
      if (++steps % STEPS_BETWEEN == 0) {
        check();
      }
      inner.step(step);
    }
  }

  @Override
  public void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {
    if (within) {
      inner.selfDestruct(depth, contract, heir, balance);
    }
  }

  @Override
  public void log(Log log) {
    if (within) {
      inner.log(log);
    }
  }

  @Override
  public JsonNode end(TracedTransaction transaction, TransactionOutcome.Executed outcome) {
    within = false;
    return inner.end(transaction, outcome);
  }
}
