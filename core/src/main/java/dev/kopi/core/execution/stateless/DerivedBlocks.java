package dev.kopi.core.execution.stateless;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.AncestorHashes;
import dev.kopi.core.execution.block.BlockExecution;
import dev.kopi.core.execution.block.BlockOutcome;
import dev.kopi.core.execution.block.BlockSealer;
import dev.kopi.core.execution.block.ChildHeader;
import dev.kopi.core.execution.fee.OpExtraData;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.validation.Ancestors;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.NodeReader;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.TrieStateView;
import dev.kopi.core.trie.TrieUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  private final OpSpec op;
  private final ExecutionResources resources;

  /** For an OP Stack chain. */
  public DerivedBlocks(ChainSpec spec, ExecutionResources resources) {
    this.spec = spec;
    this.op = Objects.requireNonNull(spec.op());
    this.resources = resources;
  }

  /**
   * Builds the block.
   *
   * @param nodes the trie nodes of the state after the parent
   * @param codes the code of its contracts
   * @param ancestors headers by hash, the parent's included
   * @return null when no valid block can be built: a transaction is malformed, or cannot be
   *     included
   */
  public @Nullable ExecutedBlock build(
      PayloadAttributes attributes,
      Header parent,
      NodeReader nodes,
      TrieStateView.CodeReader codes,
      Ancestors ancestors) {
    Header draft = draft(attributes, parent);
    List<TransactionEnvelope> transactions = decode(attributes.transactions());
    if (draft == null || transactions == null) {
      return null;
    }
    TrieStateView state = new TrieStateView(nodes, parent.stateRoot(), codes);
    BlockExecution execution =
        BlockExecution.begin(
            spec,
            draft,
            parent,
            state,
            new AncestorHashes(draft.parentHash(), parent.number(), ancestors),
            resources,
            null);
    for (TransactionEnvelope transaction : transactions) {
      Address sender =
          SenderRecovery.sender(resources.crypto().secp256k1(), transaction, execution.rules());
      if (sender == null
          || execution.apply(transaction, sender) instanceof TransactionOutcome.Rejected) {
        return null;
      }
    }
    BlockOutcome outcome = execution.finish(List.of(), List.of());
    return switch (outcome) {
      case BlockOutcome.Failed failed -> null;
      case BlockOutcome.Completed completed -> {
        TrieUpdate trie = StateTrie.apply(nodes, parent.stateRoot(), completed.diff());
        yield BlockSealer.seal(
            execution.rules(),
            draft,
            transactions,
            attributes.withdrawals(),
            completed,
            state,
            trie,
            resources.crypto().sha256());
      }
    };
  }

  private @Nullable Header draft(PayloadAttributes attributes, Header parent) {
    Long gasLimit = attributes.gasLimit();
    Rules rules = spec.rules(parent.number() + 1, attributes.timestampSeconds(), true);
    Bytes extraData =
        OpExtraData.forPayload(op, rules, attributes.eip1559Params(), attributes.minBaseFee());
    if (gasLimit == null || gasLimit < 0 || extraData == null) {
      return null;
    }
    HeaderBuilder header =
        ChildHeader.of(spec, parent, attributes.timestampSeconds())
            .beneficiary(attributes.suggestedFeeRecipient())
            .mixHash(attributes.prevRandao())
            .gasLimit(gasLimit)
            .extraData(extraData);
    Hash beaconRoot = attributes.parentBeaconBlockRoot();
    if (beaconRoot != null) {
      header.parentBeaconBlockRoot(beaconRoot);
    }
    return header.build();
  }

  private static @Nullable List<TransactionEnvelope> decode(@Nullable List<Bytes> encoded) {
    List<TransactionEnvelope> out = new ArrayList<>();
    try {
      for (Bytes one : encoded == null ? List.<Bytes>of() : encoded) {
        out.add(TransactionEnvelope.decode(one));
      }
    } catch (DecodeException e) {
      return null;
    }
    return out;
  }
}
