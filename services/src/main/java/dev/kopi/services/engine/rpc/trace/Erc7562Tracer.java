package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import dev.kopi.services.engine.rpc.call.HaltErrors;
import dev.kopi.services.engine.rpc.call.PrecompileErrors;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The erc7562Tracer: calls with what the rules of account abstraction restrict.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7562">ERC-7562</a>
 */
final class Erc7562Tracer implements DebugTracer {
  /** The estimated size of a call or log without its data, and of an entry of a call. */
  private static final int CALL_CHARS = 1024;

  private static final int ENTRY_CHARS = 160;

  private static final int NONE = -1;
  private static final int ISZERO = 0x15;
  private static final int GAS = 0x5a;
  private static final int TLOAD = 0x5c;
  private static final int EXTCODESIZE = 0x3b;
  private static final int EXTCODECOPY = 0x3c;
  private static final int EXTCODEHASH = 0x3f;
  private static final int PUSH0 = 0x5f;
  private static final int SWAP16 = 0x9f;

  /** POP, arithmetic, comparisons and shifts. */
  private static final int[] UNIMPORTANT = {
    0x50, 0x01, 0x03, 0x02, 0x04, 0x14, 0x10, 0x11, 0x12, 0x13, 0x1b, 0x1c, 0x16, 0x17, 0x19, 0x15
  };

  private final TraceSize size;
  private final boolean withLog;
  private final BitSet ignored;
  private final Deque<Erc7562Frame> open = new ArrayDeque<>();
  private final Deque<Address> selves = new ArrayDeque<>();
  private final Deque<Long> givenGas = new ArrayDeque<>();
  private final TreeSet<Bytes> preimages = new TreeSet<>();
  private @Nullable Erc7562Frame root;
  private @Nullable WorldState world;
  private @Nullable HaltSite haltSite;
  private long gasLimit;
  private int logIndex;

  // The operation before.
  private int lastOpcode = NONE;
  private UInt256 lastTop = UInt256.ZERO;

  Erc7562Tracer(@Nullable JsonNode config, TraceSize size) {
    this.size = size;
    this.withLog = TraceOptions.flag(config, "withLog");
    this.ignored = ignored(config == null ? null : JsonFields.optional(config, "ignoredOpcodes"));
  }

  private static BitSet ignored(@Nullable JsonNode config) {
    BitSet opcodes = new BitSet(256);
    if (config == null) {
      opcodes.set(PUSH0, SWAP16 + 1);
      for (int opcode : UNIMPORTANT) {
        opcodes.set(opcode);
      }
      return opcodes;
    }
    if (!config.isArray()) {
      throw new DecodeException("ignoredOpcodes is a list of quantities");
    }
    config.forEach(
        opcode -> opcodes.set((int) JsonFields.asQuantity(opcode, "ignoredOpcodes") & 0xff));
    return opcodes;
  }

  @Override
  public void begin(TracedTransaction transaction) {
    open.clear();
    selves.clear();
    givenGas.clear();
    preimages.clear();
    root = null;
    haltSite = null;
    lastOpcode = NONE;
    world = transaction.world();
    gasLimit = transaction.transaction().gasLimit();
    logIndex = transaction.firstLog();
  }

  @Override
  public boolean wantsMemory(int opcode) {
    return opcode == Opcode.KECCAK256;
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    size.add(CALL_CHARS + 2L * input.size());
    boolean delegates = kind == CallKind.DELEGATECALL || kind == CallKind.CALLCODE;
    Address caller = selves.peek();
    Address self = delegates && caller != null ? caller : to;
    Erc7562Frame frame =
        new Erc7562Frame(
            kind.name(),
            delegates ? self : from,
            to,
            input,
            kind == CallKind.STATICCALL ? null : value,
            depth == 0 ? gasLimit : gas);
    if (open.isEmpty()) {
      root = frame;
    }
    open.push(frame);
    selves.push(self);
    givenGas.push(gas);
  }

  @Override
  public void halted(HaltSite site) {
    haltSite = site;
  }

  @Override
  public void exit(int depth, CallOutcome outcome) {
    Erc7562Frame ended = open.pop();
    selves.pop();
    Halt halt = outcome.halt();
    String error = outcome.success() ? null : "execution reverted";
    if (halt != null) {
      error =
          halt == Halt.PRECOMPILE_FAILED
              ? PrecompileErrors.text(ended.to, ended.input)
              : HaltErrors.text(halt, haltSite);
    }
    haltSite = null;
    Bytes output = halt == null ? outcome.output() : Bytes.EMPTY;
    size.add(2L * output.size());
    ended.end(givenGas.pop() - outcome.gasLeft(), output, error, halt);
    Erc7562Frame caller = open.peek();
    if (caller != null) {
      caller.calls.add(ended);
    }
  }

  @Override
  public void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {
    Erc7562Frame running = open.peek();
    if (running != null) {
      size.add(CALL_CHARS);
      running.calls.add(new Erc7562Frame("SELFDESTRUCT", contract, heir, Bytes.EMPTY, balance, 0));
    }
  }

  @Override
  public void log(Log log) {
    int index = logIndex++;
    Erc7562Frame running = open.peek();
    if (withLog && running != null) {
      size.add(CALL_CHARS + 2L * log.data().size());
      running.logs.add(CallTreeTracer.json(log, index, running.calls.size()));
    }
  }

  @Override
  public void step(Step step) {
    Erc7562Frame frame = open.peek();
    WorldState state = world;
    if (frame == null || state == null) {
      return;
    }
    int opcode = step.opcode();
    int top = step.stackSize() - 1;
    if (opcode == Opcode.RETURN || opcode == Opcode.REVERT) {
      lastOpcode = NONE;
    }
    if (looksUpCode(lastOpcode) && !(lastOpcode == EXTCODESIZE && opcode == ISZERO)) {
      add();
      frame.lookUpCode(Address.fromWord(lastTop));
    }
    int place = looksUpCode(opcode) ? 0 : isCall(opcode) ? 1 : NONE;
    if (place != NONE && top >= place) {
      Address account = Address.fromWord(step.stack(top - place));
      if (!frame.knowsCodeSize(account)) {
        add();
        frame.codeSize(account, state.code(state.account(account)).size(), opcode);
      }
    }
    if (lastOpcode == GAS && !isCall(opcode)) {
      frame.use(GAS);
    }
    if (opcode != GAS && !ignored.get(opcode)) {
      frame.use(opcode);
    }
    if (top >= 0) {
      storage(step, frame, state);
    }
    Bytes preimage = PreimageTracer.preimage(step);
    if (preimage != null && preimages.add(preimage)) {
      size.add(2L * preimage.size());
    }
    lastOpcode = opcode;
    lastTop = top < 0 ? UInt256.ZERO : step.stack(top);
  }

  private void storage(Step step, Erc7562Frame frame, WorldState state) {
    UInt256 slot = step.stack(step.stackSize() - 1);
    switch (step.opcode()) {
      case Opcode.SLOAD -> {
        // What it was before this frame wrote it.
        if (!frame.hasAccessed(slot)) {
          add();
          frame.read(slot, state.storage(step.contract(), slot));
        }
      }
      case Opcode.SSTORE -> {
        add();
        frame.write(slot);
      }
      case TLOAD -> {
        add();
        frame.readTransient(slot);
      }
      case Opcode.TSTORE -> {
        add();
        frame.writeTransient(slot);
      }
      default -> {}
    }
  }

  private void add() {
    size.add(ENTRY_CHARS);
  }

  private static boolean looksUpCode(int opcode) {
    return opcode == EXTCODESIZE || opcode == EXTCODECOPY || opcode == EXTCODEHASH;
  }

  private static boolean isCall(int opcode) {
    return switch (opcode) {
      case Opcode.CALL, Opcode.CALLCODE, Opcode.DELEGATECALL, Opcode.STATICCALL -> true;
      default -> false;
    };
  }

  @Override
  public JsonNode end(TracedTransaction transaction, TransactionOutcome.Executed outcome) {
    world = null;
    Erc7562Frame outermost = root;
    if (outermost == null) {
      Address to = transaction.transaction().to();
      outermost =
          new Erc7562Frame(
              to == null ? "CREATE" : "CALL",
              transaction.sender(),
              to == null ? Address.ZERO : to,
              transaction.transaction().data(),
              transaction.transaction().value(),
              gasLimit);
      outermost.end(0, Bytes.EMPTY, "failed deposit transaction", null);
    }
    outermost.endTransaction(outcome.gasUsed());
    return outermost.json(preimages, false);
  }
}
