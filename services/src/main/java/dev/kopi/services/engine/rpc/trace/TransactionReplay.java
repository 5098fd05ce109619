package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.evm.Cancellation;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.AncestorHashes;
import dev.kopi.core.execution.block.BlockExecution;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateView;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TracePlace;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Re-executes a block, transaction by transaction. */
public final class TransactionReplay {
  private final ChainView chain;
  private final Block block;
  private final Rules rules;
  private final BlockContext context;
  private final Header parent;
  private final StateView base;
  private final BlockExecution execution;
  private final @Nullable DebugTracer tracer;
  private int next;
  private int logs;

  /**
   * Starts a block.
   *
   * @param tracer traces transactions, or null when none is traced
   * @throws RpcException when the block has no parent, or its state is pruned
   */
  public TransactionReplay(ChainView chain, Block block, @Nullable DebugTracer tracer) {
    this.chain = chain;
    this.block = block;
    this.tracer = tracer;
    Header header = block.header();
    if (header.number() == 0) {
      throw RpcException.server("genesis is not traceable");
    }
    Header parent = chain.store().header(header.parentHash());
    if (parent == null) {
      throw RpcException.server("parent " + header.parentHash().toHex() + " not found");
    }
    this.rules = chain.rules(header);
    AncestorHashes ancestors =
        new AncestorHashes(header.parentHash(), header.number() - 1, chain.store()::header);
    this.context = BlockExecution.context(rules, header, ancestors);
    this.base = chain.state(parent);
    this.parent = parent;
    this.execution =
        BlockExecution.begin(
            chain.spec(),
            header,
            parent,
            base,
            ancestors,
            new ExecutionResources(chain.crypto(), chain.codes(), 0, tracer),
            null);
  }

  /** Sets what can stop the next transactions. */
  public void cancelBy(Cancellation cancellation) {
    execution.cancelBy(cancellation);
  }

  /** Executes the next transactions without tracing them. */
  public void skip(int count) {
    for (int i = 0; i < count; i++) {
      run(block.transactions().get(next), sender(next));
    }
  }

  private Address sender(int index) {
    Address sender = chain.sender(block.transactions().get(index), rules);
    if (sender == null) {
      throw RpcException.server("transaction " + index + " has no valid signature");
    }
    return sender;
  }

  private TransactionOutcome.Executed run(TransactionEnvelope transaction, Address sender) {
    return switch (execution.apply(transaction, sender)) {
      case TransactionOutcome.Rejected rejected ->
          throw RpcException.server(
              "tracing failed: transaction " + next + " is rejected: " + rejected.reason());
      case TransactionOutcome.Executed executed -> {
        next++;
        logs += executed.logs().size();
        yield executed;
      }
    };
  }

  /** Executes and traces the next transaction. */
  public JsonNode trace() {
    DebugTracer active = tracer;
    if (active == null) {
      throw new IllegalStateException("nothing is traced");
    }
    TransactionEnvelope transaction = block.transactions().get(next);
    Address sender = sender(next);
    TracedTransaction traced =
        new TracedTransaction(
            transaction.transaction(),
            sender,
            context,
            base,
            execution.world(),
            logs,
            new TracePlace(block.hash(), block.number(), transaction.hash(), next),
            chain.crypto());
    active.begin(traced);
    return active.end(traced, run(transaction, sender));
  }

  /** The root of the state after the transactions so far. */
  public Hash stateRoot() {
    return StateTrie.apply(
            chain.store().trieNodes(block.header().parentHash()),
            parent.stateRoot(),
            execution.world().diff())
        .root();
  }

  /** The state after the transactions so far. */
  StateView state() {
    return new OverlaidState(base, execution.world().diff());
  }
}
