package dev.kopi.core.proof.source;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.derivation.driver.DerivedBlockBuilder;
import dev.kopi.core.derivation.pipeline.DerivedAttributes;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.execution.Predeploys;
import dev.kopi.core.execution.stateless.DerivedBlocks;
import dev.kopi.core.execution.validation.Ancestors;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.preimage.HintKind;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.ProofHint;
import dev.kopi.core.rollup.OutputRoot;
import dev.kopi.core.state.Account;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.OrderedTrieReader;
import dev.kopi.core.trie.TrieStateView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The L2 chain: the agreed block and its ancestors from the oracle, and the blocks that were built
 * on top.
 */
public final class OracleL2 implements L2Source, Ancestors, DerivedBlockBuilder {
  private final PreimageOracle oracle;
  private final DerivedBlocks blocks;
  private final OracleState state;
  private final Map<Hash, Header> headers = new HashMap<>();
  private final Map<Hash, Block> built = new HashMap<>();
  private final Map<Hash, Block> read = new HashMap<>();
  // Hashes by number, of the head and of as many of its ancestors as were asked for.
  private final Map<Long, Hash> canonical = new HashMap<>();
  private Header head;
  private Header oldest;

  /**
   * The chain that ends with an agreed block.
   *
   * @param blocks builds what comes after it
   */
  public OracleL2(PreimageOracle oracle, DerivedBlocks blocks, Hash agreed) {
    this.oracle = oracle;
    this.blocks = blocks;
    this.state = new OracleState(oracle);
    this.head = header(agreed);
    this.oldest = head;
    canonical.put(head.number(), agreed);
  }

  /** The block that an output root commits to, as the agreed start of a claim. */
  public static OutputRoot output(PreimageOracle oracle, Hash root) {
    oracle.hint(ProofHint.of(HintKind.L2_OUTPUT, root));
    Bytes words = oracle.read(PreimageKey.keccak256(root));
    if (words.size() != 128) {
      throw new DecodeException("an output of " + words.size() + " bytes");
    }
    byte[] bytes = words.unsafeArray();
    if (!Hash.of(bytes, 0).equals(OutputRoot.VERSION)) {
      throw new DecodeException("an output of version " + Hash.of(bytes, 0));
    }
    return new OutputRoot(Hash.of(bytes, 32), Hash.of(bytes, 64), Hash.of(bytes, 96));
  }

  @Override
  public Header header(Hash hash) {
    Header known = headers.get(hash);
    if (known != null) {
      return known;
    }
    oracle.hint(ProofHint.of(HintKind.L2_BLOCK_HEADER, hash));
    Header header = HeaderCodec.decode(oracle.read(PreimageKey.keccak256(hash)));
    headers.put(hash, header);
    return header;
  }

  @Override
  public @Nullable Block blockByNumber(long number) {
    return number < 0 || number > head.number() ? null : blockByHash(hashAt(number));
  }

  private Hash hashAt(long number) {
    while (oldest.number() > number) {
      Hash parent = oldest.parentHash();
      oldest = header(parent);
      canonical.put(oldest.number(), parent);
    }
    Hash found = canonical.get(number);
    if (found == null) {
      throw new IllegalStateException("no L2 block " + number + " below " + head.number());
    }
    return found;
  }

  @Override
  public Block blockByHash(Hash hash) {
    Block known = built.getOrDefault(hash, read.get(hash));
    if (known != null) {
      return known;
    }
    Header header = header(hash);
    oracle.hint(ProofHint.of(HintKind.L2_TRANSACTIONS, hash));
    List<TransactionEnvelope> transactions =
        OrderedTrieReader.items(
                header.transactionsRoot(), node -> oracle.read(PreimageKey.keccak256(node)))
            .stream()
            .map(TransactionEnvelope::decode)
            .toList();
    boolean withdrawals = header.withdrawalsRoot() != null;
    Block block = new Block(header, transactions, List.of(), withdrawals ? List.of() : null);
    read.put(hash, block);
    return block;
  }

  @Override
  public @Nullable Block build(DerivedAttributes derived) {
    Header parent = header(derived.parent().hash());
    return switch (blocks.build(derived.attributes(), parent, state, state, this)) {
      case DerivedBlocks.Built.Refused refused -> null;
      case DerivedBlocks.Built.Sealed sealed -> {
        ExecutedBlock executed = sealed.block();
        state.add(executed);
        Block block = executed.block();
        built.put(block.hash(), block);
        headers.put(block.hash(), block.header());
        canonical.put(block.number(), block.hash());
        head = block.header();
        yield block;
      }
    };
  }

  /**
   * The output root at a block of the chain.
   *
   * @param withdrawalsRootInHeader whether the header carries the storage root of the message
   *     passer (Isthmus)
   */
  public OutputRoot outputAt(long number, boolean withdrawalsRootInHeader) {
    Hash hash = hashAt(number);
    Header header = header(hash);
    Hash inHeader = header.withdrawalsRoot();
    if (withdrawalsRootInHeader) {
      if (inHeader == null) {
        throw new DecodeException("L2 block " + hash + " without a withdrawals root");
      }
      return new OutputRoot(header.stateRoot(), inHeader, hash);
    }
    TrieStateView view = new TrieStateView(state, header.stateRoot(), state);
    Account account = view.account(Predeploys.L2_TO_L1_MESSAGE_PASSER);
    Hash storage = account == null ? Keccak256.EMPTY_TRIE : account.storageRoot();
    return new OutputRoot(header.stateRoot(), storage, hash);
  }

  /** The header of a block of the chain. */
  public Header headerAt(long number) {
    return header(hashAt(number));
  }
}
