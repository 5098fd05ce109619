package dev.kopi.core.execution.stateless;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.AncestorHashes;
import dev.kopi.core.execution.block.BlockExecution;
import dev.kopi.core.execution.block.BlockExecutor;
import dev.kopi.core.execution.block.BlockOutcome;
import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.core.execution.block.BlockSealer;
import dev.kopi.core.execution.block.ChildHeader;
import dev.kopi.core.execution.fee.OpExtraData;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.validation.Ancestors;
import dev.kopi.core.execution.validation.InvalidBlock;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.Preimages;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.Tasks;
import dev.kopi.core.trie.TrieStateView;
import dev.kopi.core.trie.TrieUpdate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stateless execution: from the parent's header and a witness with the trie nodes, code and older
 * headers that the block touches, each under its keccak256. Throws {@link
 * dev.kopi.core.state.StateUnavailableException} when the witness is incomplete, and {@link
 * DecodeException} when a node is malformed.
 */
public final class StatelessExecutor {
  private final ChainSpec spec;
  private final ExecutionResources resources;
  private final Header parent;
  private final Preimages witness;
  private final TrieStateView state;
  private final Ancestors ancestors;

  /** For children of one parent block. */
  public StatelessExecutor(
      ChainSpec spec, ExecutionResources resources, Header parent, Preimages witness) {
    this.spec = spec;
    this.resources = resources;
    this.parent = parent;
    this.witness = witness;
    this.state = new TrieStateView(witness, parent.stateRoot(), witness);
    this.ancestors =
        hash -> {
          if (hash.equals(parent.hash())) {
            return parent;
          }
          Bytes header = witness.get(hash);
          return header == null ? null : HeaderCodec.decode(header);
        };
  }

  /** Validates and executes a block. */
  public BlockResult validate(Block block) {
    Rules rules = spec.rules(block.header());
    List<@Nullable Address> senders =
        SenderRecovery.senders(resources.crypto().secp256k1(), block.transactions(), rules);
    return new BlockExecutor(spec, resources, Tasks.SEQUENTIAL)
        .execute(block, senders, parent, state, witness, ancestors);
  }

  /** The result of building a block. */
  public sealed interface Built {
    /** The block. */
    record Sealed(ExecutedBlock block) implements Built {}

    /** The attributes do not make a valid block. */
    record Refused(BlockResult.Invalid reason) implements Built {}
  }

  /**
   * Builds the block for derived attributes: exactly the attributes' transactions.
   *
   * @throws DecodeException when a transaction is malformed
   */
  public Built build(PayloadAttributes attributes) {
    OpSpec op = spec.op();
    Rules rules = spec.rules(parent.number() + 1, attributes.timestampSeconds(), true);
    Long gasLimit = attributes.gasLimit();
    HeaderBuilder draft =
        ChildHeader.of(spec, parent, attributes.timestampSeconds())
            .beneficiary(attributes.suggestedFeeRecipient())
            .mixHash(attributes.prevRandao())
            .gasLimit(gasLimit == null ? parent.gasLimit() : gasLimit)
            .parentBeaconBlockRoot(attributes.parentBeaconBlockRoot());
    if (op != null) {
      Bytes extraData =
          OpExtraData.forPayload(op, rules, attributes.eip1559Params(), attributes.minBaseFee());
      if (extraData == null) {
        return refused(InvalidBlock.EXTRA_DATA_MALFORMED);
      }
      draft.extraData(extraData);
    }
    return execute(rules, draft.build(), attributes);
  }

  private Built execute(Rules rules, Header header, PayloadAttributes attributes) {
    BlockExecution execution =
        BlockExecution.begin(
            spec,
            header,
            parent,
            state,
            new AncestorHashes(header.parentHash(), parent.number(), ancestors),
            resources,
            null);
    List<Bytes> encoded = attributes.transactions();
    List<TransactionEnvelope> transactions = new ArrayList<>();
    for (Bytes one : encoded == null ? List.<Bytes>of() : encoded) {
      TransactionEnvelope transaction = TransactionEnvelope.decode(one);
      Address sender = SenderRecovery.sender(resources.crypto().secp256k1(), transaction, rules);
      int index = transactions.size();
      if (sender == null) {
        return refused(InvalidBlock.SIGNATURE_INVALID, index, null);
      }
      if (execution.apply(transaction, sender) instanceof TransactionOutcome.Rejected rejected) {
        return refused(InvalidBlock.TRANSACTION_INVALID, index, rejected.reason());
      }
      transactions.add(transaction);
    }
    var withdrawals = attributes.withdrawals();
    if (withdrawals == null && header.withdrawalsRoot() != null) {
      withdrawals = List.of();
    }
    BlockOutcome outcome =
        execution.finish(withdrawals == null ? List.of() : withdrawals, List.of());
    if (outcome instanceof BlockOutcome.Failed failed) {
      return refused(failed.reason());
    }
    BlockOutcome.Completed completed = (BlockOutcome.Completed) outcome;
    TrieUpdate trie = StateTrie.apply(witness, parent.stateRoot(), completed.diff());
    return new Built.Sealed(
        BlockSealer.seal(
            rules,
            header,
            transactions,
            withdrawals,
            completed,
            state,
            trie,
            resources.crypto().sha256()));
  }

  private static Built refused(InvalidBlock reason) {
    return new Built.Refused(new BlockResult.Invalid(reason, null));
  }

  private static Built refused(InvalidBlock reason, int index, @Nullable InvalidTransaction why) {
    return new Built.Refused(new BlockResult.Invalid(reason, new BlockResult.Culprit(index, why)));
  }
}
