package dev.kopi.services.engine.rpc.trace;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import tools.jackson.databind.JsonNode;

/** Forwards only while a transaction is traced, not system calls of the block. */
public final class ScopedTracer implements DebugTracer {
  private final DebugTracer inner;
  private boolean within;

  /** Forwards to a tracer. */
  public ScopedTracer(DebugTracer inner) {
    this.inner = inner;
  }

  @Override
  public boolean wantsSteps() {
    return inner.wantsSteps();
  }

  @Override
  public boolean wantsMemory(int opcode) {
    return inner.wantsMemory(opcode);
  }

  @Override
  public void begin(TracedTransaction transaction) {
    inner.begin(transaction);
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
  public void beforeStep(Step step) {
    if (within) {
      inner.beforeStep(step);
    }
  }

  @Override
  public void step(Step step) {
    if (within) {
      inner.step(step);
    }
  }

  @Override
  public void halted(HaltSite site) {
    if (within) {
      inner.halted(site);
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
