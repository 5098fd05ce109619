package dev.kopi.services.engine.rpc.trace.parity;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.evm.CancelledException;
import dev.kopi.core.evm.LocalCodeCache;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import dev.kopi.core.store.TransactionLocation;
import dev.kopi.services.engine.rpc.call.BlockOverrides;
import dev.kopi.services.engine.rpc.call.CallArguments;
import dev.kopi.services.engine.rpc.call.Calls;
import dev.kopi.services.engine.rpc.call.ExecutionErrors;
import dev.kopi.services.engine.rpc.call.StateOverrides;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.Deadline;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import dev.kopi.services.engine.rpc.trace.CallNode;
import dev.kopi.services.engine.rpc.trace.ScopedTracer;
import dev.kopi.services.engine.rpc.trace.TransactionReplay;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The trace methods, equal to reth's.
 *
 * @see <a href="https://openethereum.github.io/JSONRPC-trace-module">The trace module</a>
 */
public final class ParityMethods {
  /** How many blocks trace_filter replays at most, beside the first. */
  private static final long MAX_FILTER_BLOCKS = 100;

  /** How many calls trace_callMany runs at most. */
  private static final int MAX_CALLS = 1000;

  /** The estimated size of a call without its data. */
  private static final int CALL_CHARS = 512;

  private static final long CODE_CACHE_BYTES = 16 << 20;

  private final ChainView chain;
  private final Calls calls;

  /** The methods over a chain. */
  public ParityMethods(ChainView chain, Calls calls) {
    this.chain = chain;
    this.calls = calls;
  }

  /** Adds the methods. */
  public void addTo(LimitedMethods methods) {
    add(methods, "trace_block", this::block);
    add(methods, "trace_transaction", this::transaction);
    add(methods, "trace_get", this::get);
    add(methods, "trace_filter", this::filter);
    add(methods, "trace_replayTransaction", this::replayTransaction);
    add(methods, "trace_replayBlockTransactions", this::replayBlock);
    add(methods, "trace_call", this::call);
    add(methods, "trace_callMany", this::callMany);
    add(methods, "trace_rawTransaction", this::rawTransaction);
  }

  private interface Handler {
    JsonNode handle(Params params, Deadline deadline);
  }

  private static void add(LimitedMethods methods, String name, Handler handler) {
    methods.add(
        name,
        (params, deadline) -> {
          try {
            return handler.handle(params, deadline);
          } catch (StateUnavailableException e) {
            throw ChainView.pruned(e);
          } catch (CancelledException e) {
            throw deadline.expired();
          }
        });
  }

  // Blocks and transactions of the chain.

  private Block block(Params params, int index) {
    Block block = chain.block(params, index);
    if (block == null) {
      JsonNode named = params.get(index);
      String text = named.isString() ? named.stringValue() : named.toString();
      boolean hash = text.length() > 20 && named.isString();
      throw new RpcException(
          RpcException.RESOURCE_NOT_FOUND, "block not found: " + (hash ? "hash " : "") + text);
    }
    return block;
  }

  private JsonNode block(Params params, Deadline deadline) {
    ArrayNode out = Json.array();
    trace(block(params, 0), call -> true, out, new TraceSize(), deadline);
    return out;
  }

  /** Adds the calls of a block that are wanted; {@code size} counts them. */
  private void trace(
      Block block, Predicate<CallNode> wanted, ArrayNode out, TraceSize size, Deadline deadline) {
    if (block.transactions().isEmpty()) {
      return;
    }
    TransactionReplay replay =
        new TransactionReplay(chain, block, new ScopedTracer(ReplayTracer.list(wanted)));
    replay.cancelBy(deadline.cancellation());
    for (int i = 0; i < block.transactions().size(); i++) {
      deadline.check();
      for (JsonNode call : replay.trace()) {
        size.add(chars(call));
        out.add(call);
      }
    }
  }

  /** About how many characters a call takes. */
  private static long chars(JsonNode call) {
    long data = 0;
    for (JsonNode part : new JsonNode[] {call.path("action"), call.path("result")}) {
      for (JsonNode field : part) {
        data += field.isString() ? field.stringValue().length() : 0;
      }
    }
    return CALL_CHARS + data;
  }

  private @Nullable JsonNode replay(Hash hash, ReplayTracer tracer, Deadline deadline) {
    TransactionLocation location = chain.store().transaction(hash);
    Block block = location == null ? null : chain.store().block(location.blockHash());
    if (block == null || location == null) {
      return null;
    }
    TransactionReplay replay = new TransactionReplay(chain, block, new ScopedTracer(tracer));
    replay.cancelBy(deadline.cancellation());
    replay.skip(location.index());
    return replay.trace();
  }

  private JsonNode transaction(Params params, Deadline deadline) {
    JsonNode traces = replay(params.hash(0), ReplayTracer.list(call -> true), deadline);
    return traces == null ? JsonValues.nothing() : traces;
  }

  /** One of a transaction's calls: a list of one index into trace_transaction's. */
  private JsonNode get(Params params, Deadline deadline) {
    JsonNode indices = params.get(1);
    if (!indices.isArray()) {
      throw RpcException.invalidParams("trace index: expected a list");
    }
    if (indices.size() != 1) {
      return JsonValues.nothing();
    }
    JsonNode one = indices.get(0);
    long index =
        one.isString() ? JsonFields.asQuantity(one, "index") : JsonFields.asNumber(one, "index");
    JsonNode traces = transaction(params, deadline);
    JsonNode found = index < 0 || index >= traces.size() ? null : traces.get((int) index);
    return found == null ? JsonValues.nothing() : found;
  }

  private JsonNode filter(Params params, Deadline deadline) {
    TraceFilter filter = TraceFilter.read(params.get(0));
    long head = chain.head().number();
    long first = number(filter.fromBlock(), 0);
    long last = number(filter.toBlock(), head);
    for (long named : new long[] {first, last}) {
      if (named > head) {
        throw new RpcException(
            RpcException.RESOURCE_NOT_FOUND, "block not found: " + JsonValues.hex(named));
      }
    }
    if (first > last) {
      throw RpcException.invalidParams(
          "invalid parameters: fromBlock cannot be greater than toBlock");
    }
    if (last - first > MAX_FILTER_BLOCKS) {
      throw RpcException.invalidParams(
          "Block range too large; currently limited to " + MAX_FILTER_BLOCKS + " blocks");
    }
    Long count = filter.count();
    long end = count == null ? Long.MAX_VALUE : filter.after() + count;
    ArrayNode matches = Json.array();
    TraceSize size = new TraceSize();
    for (long number = first; number <= last && matches.size() < end; number++) {
      Hash hash = chain.store().canonicalHash(number);
      Block block = hash == null ? null : chain.store().block(hash);
      if (block != null) {
        trace(block, filter::matches, matches, size, deadline);
      }
    }
    ArrayNode out = Json.array();
    for (long i = filter.after(); i < Math.min(end, matches.size()); i++) {
      out.add(matches.get((int) i));
    }
    return out;
  }

  private long number(@Nullable JsonNode named, long absent) {
    if (named == null) {
      return absent;
    }
    if (named.isNumber()) {
      return JsonFields.asNumber(named, "block");
    }
    String text = JsonFields.text(named, "block");
    if (text.startsWith("0x")) {
      return JsonFields.asQuantity(named, "block");
    }
    return chain.header(new Params(Json.array().add(named)), 0).number();
  }

  private JsonNode replayTransaction(Params params, Deadline deadline) {
    TraceTypes types = TraceTypes.read(params.get(1));
    JsonNode result =
        replay(params.hash(0), ReplayTracer.results(types, new TraceSize()), deadline);
    if (result == null) {
      throw new RpcException(RpcException.RESOURCE_NOT_FOUND, "transaction not found");
    }
    return result;
  }

  private JsonNode replayBlock(Params params, Deadline deadline) {
    TraceTypes types = TraceTypes.read(params.get(1));
    Block block = block(params, 0);
    ArrayNode out = Json.array();
    if (block.transactions().isEmpty()) {
      return out;
    }
    TransactionReplay replay =
        new TransactionReplay(
            chain, block, new ScopedTracer(ReplayTracer.results(types, new TraceSize())));
    replay.cancelBy(deadline.cancellation());
    for (TransactionEnvelope transaction : block.transactions()) {
      deadline.check();
      ObjectNode result = (ObjectNode) replay.trace();
      result.set("transactionHash", JsonValues.data(transaction.hash()));
      out.add(result);
    }
    return out;
  }

  // Messages.

  private JsonNode call(Params params, Deadline deadline) {
    TraceTypes types = TraceTypes.read(params.get(1));
    Header header = chain.header(params, 2);
    Calls.Context context =
        calls.context(header, params.optional(3), params.optional(4), deadline.cancellation());
    return run(context, context.overriddenState(), params.get(0), types, new TraceSize());
  }

  /** Each call sees what those before it changed. */
  private JsonNode callMany(Params params, Deadline deadline) {
    JsonNode list = params.get(0);
    if (!list.isArray() || list.size() > MAX_CALLS) {
      throw RpcException.invalidParams("calls: expected a list of at most " + MAX_CALLS);
    }
    Calls.Context context =
        calls.context(chain.header(params, 1), null, null, deadline.cancellation());
    Calls.OverriddenState state = context.overriddenState();
    TraceSize size = new TraceSize();
    ArrayNode out = Json.array();
    for (JsonNode pair : list) {
      if (!pair.isArray() || pair.size() != 2) {
        throw RpcException.invalidParams("calls: expected pairs of a call and trace types");
      }
      deadline.check();
      out.add(run(context, state, pair.get(0), TraceTypes.read(pair.get(1)), size));
    }
    return out;
  }

  private JsonNode run(
      Calls.Context context,
      Calls.OverriddenState state,
      JsonNode call,
      TraceTypes types,
      TraceSize size) {
    CallArguments arguments = CallArguments.read(call);
    arguments.checkChain(chain.spec().chainId());
    long gas = calls.gas(arguments);
    Transaction message =
        arguments.toMessage(chain.spec().chainId(), context.nonce(arguments, state), gas);
    ReplayTracer tracer = ReplayTracer.results(types, size);
    TracedTransaction traced =
        traced(message, arguments.from(), context.block(), context.state(), state.world());
    tracer.begin(traced);
    return end(tracer, traced, context.run(state, arguments, gas, tracer));
  }

  /** A signed transaction, with the checks of a block. */
  private JsonNode rawTransaction(Params params, Deadline deadline) {
    TransactionEnvelope envelope;
    try {
      envelope = TransactionEnvelope.decode(params.bytes(0));
    } catch (DecodeException e) {
      throw RpcException.invalidParams("failed to decode signed transaction");
    }
    TraceTypes types = TraceTypes.read(params.get(1));
    Header header = chain.header(params, 2);
    Calls.Context context =
        calls.context(
            header,
            chain.state(header),
            StateOverrides.NONE,
            BlockOverrides.read(null),
            deadline.cancellation());
    BlockContext block = context.block();
    Address sender = chain.sender(envelope, block.rules());
    if (sender == null || envelope.transaction() instanceof Transaction.Deposit) {
      throw RpcException.invalidParams("invalid transaction signature");
    }
    WorldState world = new WorldState(context.state());
    ReplayTracer tracer = ReplayTracer.results(types, new TraceSize());
    TransactionProcessor processor =
        new TransactionProcessor(
            block, world, chain.crypto(), new LocalCodeCache(CODE_CACHE_BYTES), tracer);
    processor.cancelBy(deadline.cancellation());
    TracedTransaction traced =
        traced(envelope.transaction(), sender, block, context.state(), world);
    tracer.begin(traced);
    return end(tracer, traced, processor.execute(envelope, sender, block.gasLimit()));
  }

  private TracedTransaction traced(
      Transaction message, Address sender, BlockContext block, StateView base, WorldState world) {
    return new TracedTransaction(message, sender, block, base, world, 0, null, chain.crypto());
  }

  private static JsonNode end(
      ReplayTracer tracer, TracedTransaction traced, TransactionOutcome outcome) {
    return switch (outcome) {
      case TransactionOutcome.Rejected rejected ->
          throw RpcException.server(
              ExecutionErrors.text(
                  rejected.reason(),
                  traced.transaction(),
                  traced.sender(),
                  traced.world(),
                  traced.block()));
      case TransactionOutcome.Executed executed -> tracer.end(traced, executed);
    };
  }
}
