package dev.kopi.core.execution.stateless;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.BlockExecutor;
import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.execution.validation.Ancestors;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.trie.Preimages;
import dev.kopi.core.trie.Tasks;
import dev.kopi.core.trie.TrieStateView;
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

  /** Builds the block for derived attributes: exactly the attributes' transactions. */
  public DerivedBlocks.Built build(PayloadAttributes attributes) {
    return new DerivedBlocks(spec, resources)
        .build(attributes, parent, witness, witness, ancestors);
  }
}
