package dev.kopi.adapters.l1;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.trie.OrderedTrie;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client of an L1 execution node, with caches. Headers are verified against their hashes, and
 * lists of transactions and receipts against the header's roots unless the node is trusted.
 * Thread-safe.
 */
public final class L1Client implements L1Source {
  private static final long LIST_BYTES = 64L << 20;

  private final EthClient eth;
  private final boolean trusted;
  private final BoundedCache<Hash, Header> headers;
  private final BoundedCache<Hash, List<TransactionEnvelope>> transactions;
  private final BoundedCache<Hash, List<Receipt>> receipts;

  /**
   * A client with empty caches.
   *
   * @param trusted whether lists are accepted without verifying the roots
   * @param cacheSize the number of cached headers; a tenth as many lists are cached
   */
  public L1Client(EthClient eth, boolean trusted, int cacheSize) {
    this.eth = eth;
    this.trusted = trusted;
    int lists = Math.max(8, cacheSize / 10);
    headers = new BoundedCache<>(Math.max(8, cacheSize), Long.MAX_VALUE, h -> 1);
    transactions = new BoundedCache<>(lists, LIST_BYTES, L1Client::weighTransactions);
    receipts = new BoundedCache<>(lists, LIST_BYTES, L1Client::weighReceipts);
  }

  @Override
  public @Nullable L1BlockRef blockByNumber(long number) {
    return ref("L1 block " + number, EthClient.at(number));
  }

  /** The newest block; null when the node has none yet. */
  public @Nullable L1BlockRef head() {
    return ref("the L1 head", EthClient.LATEST);
  }

  /** The newest safe block; null when the node has none yet. */
  public @Nullable L1BlockRef safe() {
    return ref("L1's safe block", EthClient.SAFE);
  }

  /** The newest finalized block; null when the node has none yet. */
  public @Nullable L1BlockRef finalized() {
    return ref("L1's final block", EthClient.FINALIZED);
  }

  private @Nullable L1BlockRef ref(String what, String block) {
    Header header = ask(what, () -> eth.header(block));
    if (header == null) {
      return null;
    }
    Hash hash = header.hash();
    headers.put(hash, header);
    return ref(hash, header);
  }

  private static L1BlockRef ref(Hash hash, Header header) {
    return new L1BlockRef(hash, header.number(), header.parentHash(), header.timestampSeconds());
  }

  /** The block with a hash. */
  public L1BlockRef blockByHash(Hash hash) {
    return ref(hash, header(hash));
  }

  @Override
  public Header header(Hash hash) {
    Header known = headers.get(hash);
    if (known != null) {
      return known;
    }
    Header header = ask("L1 header " + hash, () -> eth.headerByHash(hash));
    if (header == null) {
      throw unknown(hash);
    }
    headers.put(hash, header);
    return header;
  }

  @Override
  public List<TransactionEnvelope> transactions(Hash hash) {
    List<TransactionEnvelope> known = transactions.get(hash);
    if (known != null) {
      return known;
    }
    Block block = ask("L1 block " + hash, () -> eth.blockByHash(hash));
    if (block == null) {
      throw unknown(hash);
    }
    if (!trusted) {
      List<Bytes> encoded =
          block.transactions().stream().map(TransactionEnvelope::encoded).toList();
      requireRoot("transactions of " + hash, encoded, block.header().transactionsRoot());
    }
    headers.put(hash, block.header());
    transactions.put(hash, block.transactions());
    return block.transactions();
  }

  @Override
  public List<Receipt> receipts(Hash hash) {
    List<Receipt> known = receipts.get(hash);
    if (known != null) {
      return known;
    }
    Hash root = header(hash).receiptsRoot();
    List<Hash> hashes = transactions(hash).stream().map(TransactionEnvelope::hash).toList();
    List<Receipt> found = ask("L1 receipts of " + hash, () -> eth.receipts(hash, hashes));
    if (found == null) {
      throw unknown(hash);
    }
    if (!trusted) {
      requireRoot("receipts of " + hash, found.stream().map(ReceiptCodec::encode).toList(), root);
    }
    receipts.put(hash, found);
    return found;
  }

  private static void requireRoot(String what, List<Bytes> items, Hash root) {
    Hash computed = OrderedTrie.root(items);
    if (!computed.equals(root)) {
      throw new TemporaryException(
          "the L1 node's " + what + " have the root " + computed + ", the header has " + root);
    }
  }

  private static ResetException unknown(Hash hash) {
    return new ResetException("the L1 node does not know block " + hash);
  }

  private static <T> @Nullable T ask(String what, Supplier<@Nullable T> question) {
    try {
      return question.get();
    } catch (RpcException | RpcTransportException | DecodeException e) {
      throw new TemporaryException("cannot read " + what + ": " + e.getMessage(), e);
    }
  }

  private static long weighTransactions(List<TransactionEnvelope> list) {
    long sum = 64;
    for (TransactionEnvelope one : list) {
      sum += 500 + one.encoded().size();
    }
    return sum;
  }

  private static long weighReceipts(List<Receipt> list) {
    long sum = 64;
    for (Receipt receipt : list) {
      sum += 100;
      for (Log log : receipt.logs()) {
        sum += 250 + log.data().size();
      }
    }
    return sum;
  }
}
