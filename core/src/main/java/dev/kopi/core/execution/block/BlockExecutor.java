package dev.kopi.core.execution.block;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.validation.Ancestors;
import dev.kopi.core.execution.validation.BodyRules;
import dev.kopi.core.execution.validation.HeaderRules;
import dev.kopi.core.execution.validation.InvalidBlock;
import dev.kopi.core.execution.validation.UncleRules;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.NodeReader;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.Tasks;
import dev.kopi.core.trie.TrieUpdate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Validates blocks: the header against its parent, the body against the header, and the header
 * against the results of execution.
 */
public final class BlockExecutor {
  private final ChainSpec spec;
  private final ExecutionResources resources;
  private final Tasks tasks;

  /** For one chain. */
  public BlockExecutor(ChainSpec spec, ExecutionResources resources, Tasks tasks) {
    this.spec = spec;
    this.resources = resources;
    this.tasks = tasks;
  }

  /**
   * Checks everything that does not need the state of the parent.
   *
   * @return the first rule that the block breaks, or null
   */
  public @Nullable InvalidBlock precheck(Block block, Header parent, Ancestors ancestors) {
    InvalidBlock broken = HeaderRules.check(spec, block.header(), parent);
    broken = broken != null ? broken : BodyRules.check(spec.rules(block.header()), block);
    return broken != null ? broken : UncleRules.check(spec, block, ancestors);
  }

  /**
   * Validates and executes a block.
   *
   * @param senders of the transactions, in their order; null where a signature is not valid
   * @param parent the header of the parent
   * @param state the state after the parent
   * @param nodes its trie nodes
   * @param ancestors the ancestors of the block, the parent included
   * @throws dev.kopi.core.state.StateUnavailableException when execution needs state that is
   *     missing
   */
  public BlockResult execute(
      Block block,
      List<@Nullable Address> senders,
      Header parent,
      StateView state,
      NodeReader nodes,
      Ancestors ancestors) {
    return switch (run(block, senders, parent, state, nodes, ancestors)) {
      case Run.Refused refused -> refused.why();
      case Run.Ended ended -> conclude(block, parent, ended.outcome(), state, nodes);
    };
  }

  /** The result of the first half of validating a block. */
  public sealed interface Run {
    /** All transactions were executed; the roots have not been compared yet. */
    record Ended(BlockOutcome.Completed outcome) implements Run {}

    /** The block is not valid. */
    record Refused(BlockResult.Invalid why) implements Run {}
  }

  /**
   * Whether {@link #run} needs the trie nodes of the parent: receipts held roots before Byzantium.
   */
  public boolean needsNodes(Header header) {
    return !spec.rules(header).has(Fork.BYZANTIUM);
  }

  /**
   * The first half of validating a block: everything except the roots that need the tries of the
   * parent. A child can be executed while {@link #conclude} still works on its parent.
   *
   * @param nodes may be empty unless {@link #needsNodes}
   */
  public Run run(
      Block block,
      List<@Nullable Address> senders,
      Header parent,
      StateView state,
      NodeReader nodes,
      Ancestors ancestors) {
    InvalidBlock brokenRule = precheck(block, parent, ancestors);
    if (brokenRule != null) {
      return new Run.Refused(new BlockResult.Invalid(brokenRule, null));
    }
    Header header = block.header();
    BlockExecution execution =
        BlockExecution.begin(
            spec,
            header,
            parent,
            state,
            new AncestorHashes(header.parentHash(), parent.number(), ancestors),
            resources,
            diff -> StateTrie.apply(nodes, parent.stateRoot(), diff, tasks).root());
    int index = 0;
    for (TransactionEnvelope transaction : block.transactions()) {
      Address sender = senders.get(index);
      if (sender == null) {
        return culprit(InvalidBlock.SIGNATURE_INVALID, index, null);
      }
      if (execution.apply(transaction, sender) instanceof TransactionOutcome.Rejected rejected) {
        return culprit(InvalidBlock.TRANSACTION_INVALID, index, rejected.reason());
      }
      index++;
    }
    List<Withdrawal> withdrawals = block.withdrawals();
    BlockOutcome outcome =
        execution.finish(withdrawals == null ? List.of() : withdrawals, block.uncles());
    return switch (outcome) {
      case BlockOutcome.Failed failed ->
          new Run.Refused(new BlockResult.Invalid(failed.reason(), null));
      case BlockOutcome.Completed completed -> new Run.Ended(completed);
    };
  }

  private static Run culprit(InvalidBlock reason, int index, @Nullable InvalidTransaction why) {
    return new Run.Refused(new BlockResult.Invalid(reason, new BlockResult.Culprit(index, why)));
  }

  /**
   * The second half: computes the roots and compares the header with the results of execution.
   *
   * @param state the state after the parent, roots of storage included
   */
  public BlockResult conclude(
      Block block,
      Header parent,
      BlockOutcome.Completed outcome,
      StateView state,
      NodeReader nodes) {
    Rules rules = spec.rules(block.header());
    Header claimed = block.header();
    if (claimed.gasUsed() != outcome.gasUsed()) {
      return new BlockResult.Invalid(InvalidBlock.GAS_USED_WRONG, null);
    }
    TrieUpdate trie = StateTrie.apply(nodes, parent.stateRoot(), outcome.diff(), tasks);
    Header computed =
        BlockSealer.executed(rules, claimed, outcome, state, trie, resources.crypto().sha256())
            .build();
    InvalidBlock broken = difference(claimed, computed);
    return broken != null
        ? new BlockResult.Invalid(broken, null)
        : new BlockResult.Valid(
            new ExecutedBlock(block, outcome.receipts(), outcome.diff(), trie), outcome);
  }

  private static @Nullable InvalidBlock difference(Header claimed, Header computed) {
    if (!claimed.logsBloom().equals(computed.logsBloom())) {
      return InvalidBlock.LOGS_BLOOM_WRONG;
    }
    if (!claimed.receiptsRoot().equals(computed.receiptsRoot())) {
      return InvalidBlock.RECEIPTS_ROOT_WRONG;
    }
    if (!Objects.equals(claimed.blobGasUsed(), computed.blobGasUsed())) {
      return InvalidBlock.BLOB_GAS_USED_WRONG;
    }
    if (!Objects.equals(claimed.requestsHash(), computed.requestsHash())) {
      return InvalidBlock.REQUESTS_HASH_WRONG;
    }
    if (!claimed.stateRoot().equals(computed.stateRoot())) {
      return InvalidBlock.STATE_ROOT_WRONG;
    }
    return Objects.equals(claimed.withdrawalsRoot(), computed.withdrawalsRoot())
        ? null
        : InvalidBlock.WITHDRAWALS_ROOT_WRONG;
  }
}
