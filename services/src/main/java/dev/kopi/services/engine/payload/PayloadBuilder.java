package dev.kopi.services.engine.payload;

import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.evm.Cancellation;
import dev.kopi.core.evm.CancelledException;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.AncestorHashes;
import dev.kopi.core.execution.block.BlockExecution;
import dev.kopi.core.execution.block.BlockOutcome;
import dev.kopi.core.execution.block.BlockSealer;
import dev.kopi.core.execution.fee.BlobGas;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.validation.BodyRules;
import dev.kopi.core.pool.condition.TransactionCondition;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.Tasks;
import dev.kopi.core.trie.TrieUpdate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds one block: the forced transactions, then those of the pool until the block is full. For
 * one thread.
 */
public final class PayloadBuilder {
  /** The size limit of EIP-7934, less room for the header and withdrawals. */
  private static final long MAX_BODY_BYTES = BodyRules.MAX_RLP_BLOCK_SIZE - 100_000L;

  private static final long LEAST_TRANSACTION_GAS = 21_000;

  private final ChainSpec spec;
  private final ChainStore store;
  private final ExecutionResources resources;
  private final TransactionSource pool;
  private final DaLimits daLimits;
  private final Tasks tasks;
  private final InterruptedTransactions interrupted = new InterruptedTransactions();

  public PayloadBuilder(
      ChainSpec spec,
      ChainStore store,
      ExecutionResources resources,
      TransactionSource pool,
      DaLimits daLimits,
      Tasks tasks) {
    this.spec = spec;
    this.store = store;
    this.resources = resources;
    this.pool = pool;
    this.daLimits = daLimits;
    this.tasks = tasks;
  }

  /**
   * A block that was built.
   *
   * @param block the block with its results
   * @param value the tips for the fee recipient, in wei
   * @param requests null before Prague
   * @param poolVersion the pool's version when building began
   * @param complete false when pool transactions were left out because the build had to end
   */
  public record Built(
      ExecutedBlock block,
      UInt256 value,
      @Nullable List<Bytes> requests,
      long poolVersion,
      boolean complete) {
    /** The number of transactions. */
    int size() {
      return block.block().transactions().size();
    }
  }

  /** No valid block can be built from a draft. */
  public static final class UnbuildableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnbuildableException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Builds a block.
   *
   * @param withPool whether to add pool transactions
   * @param control ends the build early
   * @throws UnbuildableException when a forced transaction cannot be in it
   * @throws CancelledException when it was abandoned
   */
  Built build(PayloadDraft draft, boolean withPool, BuildControl control) {
    long poolVersion = pool.version();
    Hash parentHash = draft.header().parentHash();
    StateView state = store.state(parentHash);
    BlockExecution execution =
        BlockExecution.begin(
            spec,
            draft.header(),
            draft.parent(),
            state,
            new AncestorHashes(parentHash, draft.parent().number(), store::header),
            resources,
            null);
    execution.cancelBy(control.whole());
    List<TransactionEnvelope> included = new ArrayList<>();
    UInt256 value = UInt256.ZERO;
    int index = 0;
    for (TransactionEnvelope forced : draft.forced()) {
      Address sender = draft.senders().get(index);
      TransactionOutcome outcome = sender == null ? null : execution.apply(forced, sender);
      switch (outcome) {
        case null ->
            throw new UnbuildableException("transaction " + index + " has no valid signature");
        case TransactionOutcome.Rejected rejected ->
            throw new UnbuildableException(
                "transaction " + index + " is rejected: " + rejected.reason());
        case TransactionOutcome.Executed done ->
            value = value.add(tip(draft, forced.transaction(), done.gasUsed()));
      }
      included.add(forced);
      index++;
    }
    boolean complete = true;
    if (withPool && !draft.noTxPool() && allowsPool(draft)) {
      execution.cancelBy(control.poolPhase());
      PoolPhase phase = new PoolPhase(draft, state, execution, included);
      complete = phase.run(control.poolPhase());
      value = value.add(phase.value);
      execution.cancelBy(control.whole());
    }
    control.whole().check();
    return seal(draft, execution, included, state, value, poolVersion, complete);
  }

  private Built seal(
      PayloadDraft draft,
      BlockExecution execution,
      List<TransactionEnvelope> included,
      StateView state,
      UInt256 value,
      long poolVersion,
      boolean complete) {
    List<Withdrawal> withdrawals = draft.withdrawals();
    BlockOutcome outcome =
        execution.finish(withdrawals == null ? List.of() : withdrawals, List.of());
    return switch (outcome) {
      case BlockOutcome.Failed failed -> throw new UnbuildableException(failed.reason().toString());
      case BlockOutcome.Completed completed -> {
        TrieUpdate trie =
            StateTrie.apply(
                store.trieNodes(draft.header().parentHash()),
                draft.parent().stateRoot(),
                completed.diff(),
                tasks);
        ExecutedBlock block =
            BlockSealer.seal(
                draft.rules(),
                draft.header(),
                included,
                withdrawals,
                completed,
                state,
                trie,
                resources.crypto().sha256());
        yield new Built(block, value, completed.requests(), poolVersion, complete);
      }
    };
  }

  /** The activation block of Jovian or a later fork holds deposits only. */
  private boolean allowsPool(PayloadDraft draft) {
    Rules rules = draft.rules();
    return !rules.has(OpFork.JOVIAN) || rules.opFork() == spec.rules(draft.parent()).opFork();
  }

  /** Adds pool transactions until the block is full or the build has to end. */
  private final class PoolPhase {
    private final PayloadDraft draft;
    private final StateView parent;
    private final BlockExecution execution;
    private final List<TransactionEnvelope> included;
    private final Room room;
    private UInt256 value = UInt256.ZERO;

    PoolPhase(
        PayloadDraft draft,
        StateView parent,
        BlockExecution execution,
        List<TransactionEnvelope> included) {
      this.draft = draft;
      this.parent = parent;
      this.execution = execution;
      this.included = included;
      this.room = new Room(draft, included, daLimits.current());
    }

    /** Returns whether all candidates were tried. */
    boolean run(Cancellation end) {
      TransactionSource.Selection selection =
          pool.select(parent, baseFee(draft), BlobGas.baseFee(draft.rules(), draft.header()));
      for (TransactionSource.Candidate next = selection.next();
          next != null && draft.header().gasLimit() - execution.gasUsed() >= LEAST_TRANSACTION_GAS;
          next = selection.next()) {
        if (end.isCancelled()) {
          return false;
        }
        try {
          tryOne(selection, next);
        } catch (CancelledException e) {
          // In the middle of the transaction, which left no trace.
          interrupted.add(next.transaction().hash());
          return false;
        }
      }
      return true;
    }

    private boolean meetsCondition(TransactionSource.Candidate candidate) {
      TransactionCondition condition = candidate.condition();
      return condition == null
          || (condition.checkBlock(draft.header().number(), draft.header().timestampSeconds())
                  == null
              && condition.checkStorage(new BuildingStorage(parent, execution.world())) == null);
    }

    private void tryOne(
        TransactionSource.Selection selection, TransactionSource.Candidate candidate) {
      if (!room.has(candidate, execution)
          || interrupted.shouldSkip(candidate.transaction().hash())) {
        selection.skipSender(candidate);
        return;
      }
      if (!meetsCondition(candidate)) {
        selection.rejectCondition(candidate);
        return;
      }
      switch (execution.apply(candidate.transaction(), candidate.sender())) {
        case TransactionOutcome.Rejected rejected -> selection.reject(candidate, rejected.reason());
        case TransactionOutcome.Executed done -> {
          included.add(candidate.transaction());
          room.take(candidate);
          value = value.add(tip(draft, candidate.transaction().transaction(), done.gasUsed()));
        }
      }
    }
  }

  /** The remaining room in a block: gas, size, blobs and DA limits. */
  private static final class Room {
    private final DaLimits.Limits limits;
    private final Rules rules;
    private final long gasLimit;
    private long bodyBytes;
    private long daBytes;

    Room(PayloadDraft draft, List<TransactionEnvelope> included, DaLimits.Limits limits) {
      this.limits = limits;
      this.rules = draft.rules();
      this.gasLimit = draft.header().gasLimit();
      included.forEach(one -> bodyBytes += one.encoded().size());
    }

    boolean has(TransactionSource.Candidate candidate, BlockExecution execution) {
      Transaction transaction = candidate.transaction().transaction();
      if (Long.compareUnsigned(transaction.gasLimit(), gasLimit - execution.gasUsed()) > 0) {
        return false;
      }
      if (BodyRules.hasSizeLimit(rules)
          && bodyBytes + candidate.transaction().encoded().size() > MAX_BODY_BYTES) {
        return false;
      }
      BlobParams blobs = rules.blobs();
      int count = transaction.blobHashes().size();
      if (count > 0
          && blobs != null
          && execution.blobGasUsed() + count * BlobParams.GAS_PER_BLOB
              > blobs.max() * BlobParams.GAS_PER_BLOB) {
        return false;
      }
      long size = candidate.dataSize();
      return (limits.perTransaction() == 0 || size <= limits.perTransaction())
          && (limits.perBlock() == 0 || daBytes + size <= limits.perBlock());
    }

    void take(TransactionSource.Candidate candidate) {
      bodyBytes += candidate.transaction().encoded().size();
      daBytes += candidate.dataSize();
    }
  }

  private static UInt256 baseFee(PayloadDraft draft) {
    UInt256 baseFee = draft.header().baseFeePerGas();
    return baseFee == null ? UInt256.ZERO : baseFee;
  }

  private static UInt256 tip(PayloadDraft draft, Transaction transaction, long gasUsed) {
    if (transaction instanceof Transaction.Deposit) {
      return UInt256.ZERO;
    }
    UInt256 most = transaction.maxFeePerGas().subtract(baseFee(draft));
    UInt256 tip = transaction.maxPriorityFeePerGas();
    return (tip.compareTo(most) < 0 ? tip : most).multiply(UInt256.of(gasUsed));
  }
}
