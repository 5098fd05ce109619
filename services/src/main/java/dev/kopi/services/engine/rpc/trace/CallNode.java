package dev.kopi.services.engine.rpc.trace;

import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call of a transaction, or a SELFDESTRUCT, with the calls within it. */
public final class CallNode {
  private final String type;
  private final Address from;
  private final Address to;
  private final Bytes input;
  private final UInt256 value;
  private final long gas;
  private final List<CallNode> calls = new ArrayList<>();
  private long gasUsed;
  private Bytes output = Bytes.EMPTY;
  private @Nullable String error;
  private @Nullable Halt halt;
  private boolean reverted;

  CallNode(String type, Address from, Address to, Bytes input, UInt256 value, long gas) {
    this.type = type;
    this.from = from;
    this.to = to;
    this.input = input;
    this.value = value;
    this.gas = gas;
  }

  /** The call of a deposit that failed before it started. */
  public static CallNode neverStarted(TracedTransaction transaction) {
    Address to = transaction.transaction().to();
    CallNode call =
        new CallNode(
            to == null ? "CREATE" : "CALL",
            transaction.sender(),
            to == null ? Address.ZERO : to,
            transaction.transaction().data(),
            transaction.transaction().value(),
            transaction.transaction().gasLimit());
    call.end(call.gas(), Bytes.EMPTY, "failed deposit transaction", Halt.INSUFFICIENT_BALANCE);
    return call;
  }

  void end(long used, Bytes returned, @Nullable String failure, @Nullable Halt reason) {
    gasUsed = used;
    output = returned;
    error = failure;
    halt = reason;
    reverted = failure != null && reason == null;
  }

  /** The operation, such as CALL or SELFDESTRUCT. */
  public String type() {
    return type;
  }

  /** Whether it runs init code. */
  public boolean isCreate() {
    return type.startsWith("CREATE");
  }

  /** The caller; the executing contract where code is delegated to. */
  public Address from() {
    return from;
  }

  /** The account whose code runs, the new contract, or the heir of SELFDESTRUCT. */
  public Address to() {
    return to;
  }

  /** The call data or init code. */
  public Bytes input() {
    return input;
  }

  /** Wei transferred, or inherited. */
  public UInt256 value() {
    return value;
  }

  /** The gas limit of the frame. */
  public long gas() {
    return gas;
  }

  /** The gas used by the frame. */
  public long gasUsed() {
    return gasUsed;
  }

  /** The return data, or that of a revert. */
  public Bytes output() {
    return output;
  }

  /** Why it failed, in go-ethereum's words; null when it succeeded. */
  public @Nullable String error() {
    return error;
  }

  /** Why it ended exceptionally, or null. */
  public @Nullable Halt halt() {
    return halt;
  }

  /** Whether it ended by REVERT. */
  public boolean reverted() {
    return reverted;
  }

  /** The calls within, in order. */
  public List<CallNode> calls() {
    return calls;
  }
}
