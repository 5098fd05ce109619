package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.evm.CancelledException;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.TransactionLocation;
import dev.kopi.services.engine.rpc.call.BlockOverrides;
import dev.kopi.services.engine.rpc.call.CallArguments;
import dev.kopi.services.engine.rpc.call.Calls;
import dev.kopi.services.engine.rpc.call.ExecutionErrors;
import dev.kopi.services.engine.rpc.call.StateOverrides;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.Deadline;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The debug_trace methods: re-execute transactions with a tracer.
 *
 * @see <a href="https://geth.ethereum.org/docs/interacting-with-geth/rpc/ns-debug">debug
 *     namespace</a>
 */
public final class TraceMethods {
  private final ChainView chain;
  private final Calls calls;

  /** The methods over a chain. */
  public TraceMethods(ChainView chain, Calls calls) {
    this.chain = chain;
    this.calls = calls;
  }

  /** Adds the methods. */
  public void addTo(LimitedMethods methods) {
    methods.add("debug_traceTransaction", this::traceTransaction);
    methods.add("debug_traceBlockByNumber", this::traceBlockByNumber);
    methods.add("debug_traceBlockByHash", this::traceBlockByHash);
    methods.add("debug_traceBlock", this::traceBlock);
    methods.add("debug_traceCall", this::traceCall);
  }

  private JsonNode traceTransaction(Params params, Deadline deadline) {
    TransactionLocation location = chain.store().transaction(params.hash(0));
    Block block = location == null ? null : chain.store().block(location.blockHash());
    if (block == null || location == null) {
      throw RpcException.server("transaction not found");
    }
    TraceOptions options = TraceOptions.read(params.optional(1));
    DebugTracer tracer = DebugTracers.of(options);
    return safely(() -> {
      TransactionReplay replay = new TransactionReplay(chain, block, tracer);
      replay.cancelBy(deadline.cancellation());
      replay.skip(location.index());
      return trace(replay, options, deadline);
    });
  }

  private JsonNode traceBlockByNumber(Params params, Deadline deadline) {
    Block block = chain.blockByNumber(params, 0);
    if (block == null) {
      throw RpcException.server("block #" + params.text(0) + " not found");
    }
    return traceAll(block, params.optional(1), deadline);
  }

  private JsonNode traceBlockByHash(Params params, Deadline deadline) {
    Hash hash = params.hash(0);
    Block block = chain.store().block(hash);
    if (block == null) {
      throw RpcException.server("block " + hash.toHex() + " not found");
    }
    return traceAll(block, params.optional(1), deadline);
  }

  /** Traces a block in RLP, which need not be canonical. */
  private JsonNode traceBlock(Params params, Deadline deadline) {
    Block block;
    try {
      block = Block.decode(params.bytes(0));
    } catch (DecodeException e) {
      throw RpcException.server("could not decode block: " + e.getMessage());
    }
    return traceAll(block, params.optional(1), deadline);
  }

  /** Traces the next transaction, which has a time of its own. */
  private static JsonNode trace(TransactionReplay replay, TraceOptions options, Deadline deadline) {
    try (Deadline own = deadline.within(options.timeout())) {
      replay.cancelBy(own.cancellation());
      return replay.trace();
    }
  }

  /** Traces all transactions of a block, which need not be stored. */
  public JsonNode traceAll(Block block, @Nullable JsonNode json, Deadline deadline) {
    TraceOptions options = TraceOptions.read(json);
    DebugTracer tracer = DebugTracers.of(options);
    return safely(() -> {
      TransactionReplay replay = new TransactionReplay(chain, block, tracer);
      ArrayNode out = Json.array();
      for (int i = 0; i < block.transactions().size(); i++) {
        deadline.check();
        ObjectNode one = Json.object();
        one.set("txHash", JsonValues.data(block.transactions().get(i).hash()));
        one.set("result", trace(replay, options, deadline));
        out.add(one);
      }
      return out;
    });
  }

  private JsonNode traceCall(Params params, Deadline deadline) {
    CallArguments arguments = CallArguments.read(params.get(0));
    arguments.checkChain(chain.spec().chainId());
    JsonNode named = params.optional(1);
    if (named != null && named.isString() && named.stringValue().equals("pending")) {
      throw RpcException.server("tracing on top of pending is not supported");
    }
    Header header = chain.header(params, 1);
    JsonNode json = params.optional(2);
    TraceOptions options = TraceOptions.read(json);
    DebugTracer tracer = DebugTracers.of(options);
    return safely(() -> {
      try (Deadline own = deadline.within(options.timeout())) {
        return traceCall(arguments, context(header, json, own), tracer);
      }
    });
  }

  private JsonNode traceCall(CallArguments arguments, Calls.Context context, DebugTracer tracer) {
    Calls.OverriddenState state = context.overriddenState();
    long gas = calls.gas(arguments);
    Transaction message =
        arguments.toMessage(chain.spec().chainId(), context.nonce(arguments, state), gas);
    TracedTransaction traced =
        new TracedTransaction(
            message,
            arguments.from(),
            context.block(),
            context.state(),
            state.world(),
            0,
            null,
            chain.crypto());
    tracer.begin(traced);
    return switch (context.run(state, arguments, gas, tracer)) {
      case TransactionOutcome.Rejected rejected ->
          throw RpcException.server(
              "tracing failed: "
                  + ExecutionErrors.text(
                      rejected.reason(),
                      message,
                      arguments.from(),
                      state.world(),
                      context.block()));
      case TransactionOutcome.Executed executed -> tracer.end(traced, executed);
    };
  }

  private Calls.Context context(Header header, @Nullable JsonNode options, Deadline deadline) {
    if (options == null) {
      return calls.context(header, null, null, deadline.cancellation());
    }
    JsonNode index = JsonFields.optional(options, "txIndex");
    StateView state = chain.state(header);
    if (index != null) {
      Block block = chain.store().block(header.hash());
      if (block == null) {
        throw RpcException.server("block " + header.hash().toHex() + " not found");
      }
      TransactionReplay replay = new TransactionReplay(chain, block, null);
      replay.cancelBy(deadline.cancellation());
      replay.skip(place(index, block));
      state = replay.state();
    }
    return calls.context(
        header,
        state,
        StateOverrides.read(JsonFields.optional(options, "stateOverrides")),
        BlockOverrides.read(JsonFields.optional(options, "blockOverrides")),
        deadline.cancellation());
  }

  private static int place(JsonNode index, Block block) {
    long value = JsonFields.asQuantity(index, "txIndex");
    if (Long.compareUnsigned(value, block.transactions().size()) > 0) {
      throw RpcException.server(
          "transaction index " + Long.toUnsignedString(value) + " out of range for block");
    }
    return (int) value;
  }

  /** A trace that may fail because a state is pruned, or because its time is over. */
  private interface Trace {
    JsonNode run();
  }

  private static JsonNode safely(Trace trace) {
    try {
      return trace.run();
    } catch (StateUnavailableException e) {
      throw ChainView.pruned(e);
    } catch (CancelledException e) {
      throw RpcException.server("execution timeout");
    }
  }
}
