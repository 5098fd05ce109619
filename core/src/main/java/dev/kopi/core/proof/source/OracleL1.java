package dev.kopi.core.proof.source;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.preimage.HintKind;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.ProofHint;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.trie.OrderedTrieReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** L1 up to a head: the head's ancestors are the canonical chain. */
public final class OracleL1 implements L1Source {
  private final PreimageOracle oracle;
  private final Map<Hash, Header> headers = new HashMap<>();
  // The head first, then its parent, and so on.
  private final List<L1BlockRef> canonical = new ArrayList<>();

  // Derivation asks for the transactions of a block twice, for deposits and for batches.
  private @Nullable Hash transactionsOf;
  private List<TransactionEnvelope> transactions = List.of();

  /** Reads the header of the head. */
  public OracleL1(PreimageOracle oracle, Hash head) {
    this.oracle = oracle;
    canonical.add(ref(head));
  }

  /** The head. */
  public L1BlockRef head() {
    return canonical.getFirst();
  }

  private L1BlockRef ref(Hash hash) {
    Header header = header(hash);
    return new L1BlockRef(hash, header.number(), header.parentHash(), header.timestampSeconds());
  }

  @Override
  public @Nullable L1BlockRef blockByNumber(long number) {
    long back = head().number() - number;
    if (back < 0 || number < 0) {
      return null;
    }
    while (canonical.size() <= back) {
      canonical.add(ref(canonical.getLast().parentHash()));
    }
    return canonical.get((int) back);
  }

  @Override
  public Header header(Hash blockHash) {
    Header known = headers.get(blockHash);
    if (known != null) {
      return known;
    }
    oracle.hint(ProofHint.of(HintKind.L1_BLOCK_HEADER, blockHash));
    Header header = HeaderCodec.decode(oracle.read(PreimageKey.keccak256(blockHash)));
    headers.put(blockHash, header);
    return header;
  }

  @Override
  public List<TransactionEnvelope> transactions(Hash blockHash) {
    if (!blockHash.equals(transactionsOf)) {
      Header header = header(blockHash);
      oracle.hint(ProofHint.of(HintKind.L1_TRANSACTIONS, blockHash));
      transactions =
          items(header.transactionsRoot()).stream().map(TransactionEnvelope::decode).toList();
      transactionsOf = blockHash;
    }
    return transactions;
  }

  @Override
  public List<Receipt> receipts(Hash blockHash) {
    Header header = header(blockHash);
    oracle.hint(ProofHint.of(HintKind.L1_RECEIPTS, blockHash));
    return items(header.receiptsRoot()).stream().map(ReceiptCodec::decode).toList();
  }

  private List<Bytes> items(Hash root) {
    return OrderedTrieReader.items(root, hash -> oracle.read(PreimageKey.keccak256(hash)));
  }
}
