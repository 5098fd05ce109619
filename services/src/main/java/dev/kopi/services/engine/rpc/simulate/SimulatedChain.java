package dev.kopi.services.engine.rpc.simulate;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonBuffer;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.RpcBlockWriter;
import dev.kopi.adapters.json.eth.RpcReceiptWriter;
import dev.kopi.adapters.json.eth.RpcTransactionWriter;
import dev.kopi.adapters.json.eth.RpcTransactionWriter.Placement;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.evm.Cancellation;
import dev.kopi.core.evm.LocalCodeCache;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.AncestorHashes;
import dev.kopi.core.execution.block.BlockExecution;
import dev.kopi.core.execution.block.BlockSimulation;
import dev.kopi.core.execution.fee.BaseFee;
import dev.kopi.core.execution.fee.BlobGas;
import dev.kopi.core.execution.transaction.IntrinsicGas;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import dev.kopi.services.engine.rpc.call.BlockOverrides;
import dev.kopi.services.engine.rpc.call.CallArguments;
import dev.kopi.services.engine.rpc.call.ExecutionErrors;
import dev.kopi.services.engine.rpc.call.HaltErrors;
import dev.kopi.services.engine.rpc.call.MovedPrecompiles;
import dev.kopi.services.engine.rpc.chain.ChainView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A chain of simulated blocks on top of a canonical block. */
final class SimulatedChain {
  private static final long CODE_CACHE_BYTES = 16 << 20;
  private static final int VM_ERROR = -32015;

  /** The limit on outputs and logs of one response, in characters. */
  private static final long MAX_CHARS = 25 << 20;

  /** The estimated size of a call or log without its data. */
  private static final int CALL_CHARS = 1024;

  private final ChainView chain;
  private final SimulationRequest request;
  private final BlockSimulation.Base base;
  private final AncestorHashes ancestors;
  private final WorldState world;
  private final LocalCodeCache codes = new LocalCodeCache(CODE_CACHE_BYTES);
  private final List<Header> headers = new ArrayList<>();
  private Header parent;
  private final Cancellation cancellation;
  private long gasLeft;
  private long chars;

  SimulatedChain(
      ChainView chain,
      Header header,
      SimulationRequest request,
      long gasCap,
      Cancellation cancellation) {
    this.chain = chain;
    this.gasLeft = gasCap;
    this.cancellation = cancellation;
    this.request = request;
    Block block = chain.spec().op() == null ? null : chain.store().block(header.hash());
    this.base =
        new BlockSimulation.Base(
            chain.state(header),
            chain.store().trieNodes(header.hash()),
            header,
            block == null || block.transactions().isEmpty()
                ? null
                : block.transactions().getFirst());
    this.ancestors = new AncestorHashes(header.hash(), header.number(), chain.store()::header);
    this.world = new WorldState(base.view());
    this.parent = header;
  }

  private record Done(ObjectNode json, List<SimulationLogs.Placed> logs) {}

  /** Executes the next block and returns it as JSON. */
  ObjectNode next(SimulationRequest.Block block) {
    Header draft = draft(block.overrides());
    Rules rules = chain.spec().rules(draft);
    BlockContext context = context(rules, draft, block.overrides());
    MovedPrecompiles precompiles = new MovedPrecompiles(Precompiles.of(rules, chain.crypto()));
    block.accounts().apply(world, precompiles);
    SimulationLogs logs = new SimulationLogs(request.traceTransfers());
    BlockSimulation simulation =
        new BlockSimulation(
            chain.spec(),
            draft,
            context,
            world,
            precompiles,
            new ExecutionResources(chain.crypto(), codes, 0, logs),
            request.validated());
    simulation.cancelBy(cancellation);
    List<Done> done = new ArrayList<>();
    List<Address> senders = new ArrayList<>();
    for (CallArguments call : block.calls()) {
      done.add(run(simulation, context, logs, call));
      senders.add(call.from());
    }
    if (rules.has(OpFork.JOVIAN) && base.attributes() == null) {
      throw RpcException.server("error calculating DA footprint: missing deposit transaction");
    }
    List<Withdrawal> withdrawals =
        Objects.requireNonNullElse(block.overrides().withdrawals(), List.of());
    return switch (simulation.finish(withdrawals, base)) {
      case BlockSimulation.Result.Failed failed ->
          throw RpcException.server("the block cannot end: " + failed.reason());
      case BlockSimulation.Result.Done ended -> {
        parent = ended.block().header();
        headers.add(parent);
        yield answer(ended.block(), senders, done);
      }
    };
  }

  private Header draft(BlockOverrides overrides) {
    long number = Objects.requireNonNull(overrides.number());
    long time = Objects.requireNonNull(overrides.timestampSeconds());
    UInt256 difficulty = parent.difficulty();
    if (!difficulty.isZero() && chain.spec().rules(number, time, true).has(Fork.SHANGHAI)) {
      difficulty = UInt256.ZERO;
    }
    boolean merged = difficulty.isZero();
    Rules rules = chain.spec().rules(number, time, merged);
    HeaderBuilder header =
        new HeaderBuilder()
            .parentHash(parent.hash())
            .number(number)
            .timestampSeconds(time)
            .beneficiary(Objects.requireNonNullElse(overrides.feeRecipient(), parent.beneficiary()))
            .gasLimit(Objects.requireNonNullElse(overrides.gasLimit(), parent.gasLimit()))
            .mixHash(Objects.requireNonNullElse(overrides.prevRandao(), Hash.ZERO))
            .difficulty(
                overrides.difficulty() == null || merged ? difficulty : overrides.difficulty());
    if (rules.has(Fork.LONDON)) {
      header.baseFeePerGas(baseFee(overrides, time));
    }
    if (rules.has(Fork.CANCUN)) {
      header
          .excessBlobGas(
              chain.spec().rules(parent).has(Fork.CANCUN) ? BlobGas.excess(rules, parent) : 0L)
          .blobGasUsed(0L)
          .parentBeaconBlockRoot(Objects.requireNonNullElse(overrides.beaconRoot(), Hash.ZERO));
    }
    return header.build();
  }

  /** Without validation the base fee is zero unless it is overridden. */
  private UInt256 baseFee(BlockOverrides overrides, long time) {
    if (overrides.baseFeePerGas() != null) {
      return overrides.baseFeePerGas();
    }
    if (!request.validated()) {
      return UInt256.ZERO;
    }
    // Headers of a rollup hold the EIP-1559 parameters; simulated headers do not.
    Bytes parameters = base.header().extraData();
    Header carrying =
        chain.spec().op() == null || !parent.extraData().isEmpty()
            ? parent
            : parent.toBuilder().extraData(parameters).build();
    return BaseFee.next(chain.spec(), carrying, time);
  }

  private BlockContext context(Rules rules, Header draft, BlockOverrides overrides) {
    BlockContext plain = BlockExecution.context(rules, draft, this::hash);
    UInt256 blobBaseFee = overrides.blobBaseFee();
    return new BlockContext(
        rules,
        plain.number(),
        plain.timestampSeconds(),
        plain.beneficiary(),
        plain.gasLimit(),
        plain.baseFee(),
        plain.prevRandao(),
        plain.difficulty(),
        blobBaseFee == null ? plain.blobBaseFee() : blobBaseFee,
        plain.blockHashes());
  }

  private Hash hash(long number) {
    long above = number - base.header().number();
    return above <= 0 ? ancestors.hash(number) : headers.get((int) above - 1).hash();
  }

  private Done run(
      BlockSimulation simulation, BlockContext block, SimulationLogs logs, CallArguments call) {
    long remaining = simulation.gasLeft();
    Long named = call.gas();
    long wished = named == null ? remaining : named;
    if (Long.compareUnsigned(wished, remaining) > 0) {
      throw new RpcException(
          SimulationErrors.BLOCK_GAS_LIMIT_REACHED,
          "block gas limit reached: remaining: "
              + remaining
              + ", required: "
              + Long.toUnsignedString(wished));
    }
    long gas = Math.min(wished, gasLeft);
    call.checkChain(chain.spec().chainId());
    Long nonce = call.nonce();
    long used = nonce == null ? world.nonce(world.account(call.from())) : nonce;
    UInt256 chainId = chain.spec().chainId();
    Transaction message = call.toMessage(chainId, used, gas);
    TransactionEnvelope envelope = TransactionEnvelope.of(call.toTransaction(chainId, used, gas));
    logs.reset();
    return switch (simulation.apply(message, envelope, call.from())) {
      case TransactionOutcome.Rejected rejected ->
          throw refused(rejected.reason(), message, call.from(), block);
      case TransactionOutcome.Executed executed -> {
        gasLeft -= Math.min(gasLeft, executed.gasUsed());
        count(executed);
        long spent =
            Math.max(gas - logs.gasLeft(), IntrinsicGas.floor(message, block.rules().fork()));
        yield new Done(
            callJson(executed, logs.haltSite(), spent, gas < wished), List.copyOf(logs.logs()));
      }
    };
  }

  /** Bounds the response: output and logs may be larger than what the calls paid for. */
  private void count(TransactionOutcome.Executed executed) {
    chars += CALL_CHARS + 2L * executed.output().size();
    for (Log log : executed.logs()) {
      chars += CALL_CHARS + 2L * log.data().size();
    }
    if (chars > MAX_CHARS) {
      throw new RpcException(
          RpcException.RESPONSE_TOO_LARGE,
          "the simulation returns more than " + MAX_CHARS + " bytes: simulate fewer calls");
    }
  }

  private RpcException refused(
      InvalidTransaction reason, Transaction message, Address sender, BlockContext block) {
    return new RpcException(
        SimulationErrors.code(reason),
        "err: "
            + ExecutionErrors.text(reason, message, sender, world, block)
            + " (supplied gas "
            + Long.toUnsignedString(message.gasLimit())
            + ")");
  }

  private static ObjectNode callJson(
      TransactionOutcome.Executed executed,
      @Nullable HaltSite site,
      long spent,
      boolean gasCapped) {
    ObjectNode json = Json.object();
    json.set("returnData", JsonValues.data(executed.success() ? executed.output() : Bytes.EMPTY));
    json.set("logs", Json.array());
    json.set("gasUsed", JsonValues.quantity(executed.gasUsed()));
    json.set("maxUsedGas", JsonValues.quantity(spent));
    json.put("status", executed.success() ? "0x1" : "0x0");
    if (!executed.success()) {
      ObjectNode error = json.putObject("error");
      Halt halt = executed.halt();
      if (halt == null) {
        error.put("message", ExecutionErrors.reverted(executed.output()));
        error.put("code", RpcException.EXECUTION_REVERTED);
        error.set("data", JsonValues.data(executed.output()));
      } else {
        String capped =
            gasCapped ? " (gas limit was capped by the RPC server's global gas cap)" : "";
        error.put("message", HaltErrors.text(halt, site) + capped);
        error.put("code", VM_ERROR);
      }
    }
    return json;
  }

  private ObjectNode answer(Block block, List<Address> senders, List<Done> done) {
    ArrayNode transactions = Json.array();
    ArrayNode calls = Json.array();
    for (int i = 0; i < done.size(); i++) {
      TransactionEnvelope envelope = block.transactions().get(i);
      Header header = block.header();
      if (request.fullTransactions()) {
        Placement placement =
            new Placement(
                block.hash(), block.number(), header.timestampSeconds(), i, header.baseFeePerGas());
        JsonBuffer one = new JsonBuffer(RpcTransactionWriter.expectedBytes(envelope));
        RpcTransactionWriter.write(one, envelope, senders.get(i), placement, null);
        ObjectNode json = (ObjectNode) one.toTree();
        if (chain.spec().op() != null && envelope.transaction() instanceof Transaction.Legacy) {
          json.set("chainId", JsonValues.quantity(chain.spec().chainId()));
        }
        transactions.add(json);
      } else {
        transactions.add(envelope.hash().toHex());
      }
      ArrayNode logs = Json.array();
      for (SimulationLogs.Placed log : done.get(i).logs()) {
        logs.add(RpcReceiptWriter.log(block, i, log.index(), log.log(), false));
      }
      ObjectNode call = done.get(i).json();
      call.set("logs", logs);
      calls.add(call);
    }
    ObjectNode json = (ObjectNode) RpcBlockWriter.block(block).toTree();
    json.set("transactions", transactions);
    json.set("calls", calls);
    return json;
  }
}
