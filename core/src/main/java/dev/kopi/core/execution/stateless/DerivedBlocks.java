package dev.kopi.core.execution.stateless;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.AncestorHashes;
import dev.kopi.core.execution.block.BlockExecution;
import dev.kopi.core.execution.block.BlockOutcome;
import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.core.execution.block.BlockSealer;
import dev.kopi.core.execution.block.L2Draft;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.validation.Ancestors;
import dev.kopi.core.execution.validation.InvalidBlock;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.NodeReader;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.TrieStateView;
import dev.kopi.core.trie.TrieUpdate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds L2 blocks from derived payload attributes: exactly the attributes' transactions. For chain
 * replay and the fault-proof program, which run without an engine.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#processing-payload-attributes">
 *     Processing payload attributes</a>
 */
public final class DerivedBlocks {
  private final ChainSpec spec;
  private final ExecutionResources resources;

  /** The result of building a block. */
  public sealed interface Built {
    /** The block. */
    record Sealed(ExecutedBlock block) implements Built {}

    /** The attributes do not make a valid block. */
    record Refused(BlockResult.Invalid reason) implements Built {}
  }

  /** For an OP Stack chain. */
  public DerivedBlocks(ChainSpec spec, ExecutionResources resources) {
    this.spec = spec;
    this.resources = resources;
  }

  /**
   * Builds the block.
   *
   * @param nodes the trie nodes of the state after the parent
   * @param codes the code of its contracts
   * @param ancestors headers by hash, the parent's included
   */
  public Built build(
      PayloadAttributes attributes,
      Header parent,
      NodeReader nodes,
      TrieStateView.CodeReader codes,
      Ancestors ancestors) {
    return switch (L2Draft.of(spec, parent, attributes)) {
      case L2Draft.Invalid invalid -> refused(invalid);
      case L2Draft.Valid draft ->
          execute(draft, attributes.withdrawals(), parent, nodes, codes, ancestors);
    };
  }

  private Built execute(
      L2Draft.Valid draft,
      @Nullable List<Withdrawal> withdrawals,
      Header parent,
      NodeReader nodes,
      TrieStateView.CodeReader codes,
      Ancestors ancestors) {
    TrieStateView state = new TrieStateView(nodes, parent.stateRoot(), codes);
    BlockExecution execution =
        BlockExecution.begin(
            spec,
            draft.header(),
            parent,
            state,
            new AncestorHashes(draft.header().parentHash(), parent.number(), ancestors),
            resources,
            null);
    int index = 0;
    for (TransactionEnvelope transaction : draft.transactions()) {
      Address sender =
          SenderRecovery.sender(resources.crypto().secp256k1(), transaction, draft.rules());
      if (sender == null) {
        return refused(InvalidBlock.SIGNATURE_INVALID, index, null);
      }
      if (execution.apply(transaction, sender) instanceof TransactionOutcome.Rejected rejected) {
        return refused(InvalidBlock.TRANSACTION_INVALID, index, rejected.reason());
      }
      index++;
    }
    return switch (execution.finish(List.of(), List.of())) {
      case BlockOutcome.Failed failed -> refused(failed.reason());
      case BlockOutcome.Completed completed -> {
        TrieUpdate trie = StateTrie.apply(nodes, parent.stateRoot(), completed.diff());
        boolean shanghai = draft.header().withdrawalsRoot() != null;
        yield new Built.Sealed(
            BlockSealer.seal(
                draft.rules(),
                draft.header(),
                draft.transactions(),
                withdrawals == null && shanghai ? List.of() : withdrawals,
                completed,
                state,
                trie,
                resources.crypto().sha256()));
      }
    };
  }

  private static Built refused(L2Draft.Invalid draft) {
    return switch (draft.reason()) {
      case GAS_LIMIT_MISSING -> refused(InvalidBlock.FIELD_MISSING);
      case FEE_PARAMETERS_INVALID -> refused(InvalidBlock.EXTRA_DATA_MALFORMED);
      case TRANSACTION_MALFORMED ->
          refused(InvalidBlock.TRANSACTION_INVALID, draft.transaction(), null);
    };
  }

  private static Built refused(InvalidBlock reason) {
    return new Built.Refused(new BlockResult.Invalid(reason, null));
  }

  private static Built refused(InvalidBlock reason, int index, @Nullable InvalidTransaction why) {
    return new Built.Refused(new BlockResult.Invalid(reason, new BlockResult.Culprit(index, why)));
  }
}
