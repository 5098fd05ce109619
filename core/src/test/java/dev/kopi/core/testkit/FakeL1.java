package dev.kopi.core.testkit;

import static java.util.Objects.requireNonNull;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.trie.OrderedTrie;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An L1 in memory: blocks are mined when a test says so, and can be reorganised away. Blocks that
 * are no longer canonical are still known by hash, until they are forgotten.
 */
public final class FakeL1 implements L1Source, BlobSource {
  private record Mined(
      Header header, List<TransactionEnvelope> transactions, List<Receipt> receipts) {}

  private final Map<Hash, Mined> byHash = new HashMap<>();
  private final List<Hash> canonical = new ArrayList<>();
  private final Map<Hash, Bytes> blobs = new HashMap<>();
  private final List<TransactionEnvelope> nextTransactions = new ArrayList<>();
  private final List<Receipt> nextReceipts = new ArrayList<>();
  private final long blockTimeSeconds;
  private boolean available = true;
  private int branch;
  private Runnable before = () -> {};

  /** With a genesis block at a time. */
  public FakeL1(long genesisSeconds, long blockTimeSeconds) {
    this.blockTimeSeconds = blockTimeSeconds;
    append(
        new HeaderBuilder()
            .timestampSeconds(genesisSeconds)
            .baseFeePerGas(UInt256.of(7))
            .withdrawalsRoot(Keccak256.EMPTY_TRIE)
            .blobGasUsed(0L)
            .excessBlobGas(0L)
            .parentBeaconBlockRoot(Hash.ZERO));
  }

  /** Puts a transaction into the next block. */
  public void add(TransactionEnvelope transaction) {
    add(transaction, List.of());
  }

  /** Puts a transaction with logs into the next block. */
  public void add(TransactionEnvelope transaction, List<Log> logs) {
    nextTransactions.add(transaction);
    nextReceipts.add(
        new Receipt(
            transaction.transaction().type(),
            null,
            true,
            21_000L * nextTransactions.size(),
            logs,
            null,
            null));
  }

  /** Makes a blob available by its hash. */
  public void addBlob(Hash versionedHash, Bytes blob) {
    blobs.put(versionedHash, blob);
  }

  /** Takes all blobs away. */
  public void loseBlobs() {
    blobs.clear();
  }

  /** Whether L1 answers. */
  public void setAvailable(boolean answers) {
    available = answers;
  }

  /** Has a test run something before each question; the question fails if that throws. */
  public void beforeQuestion(Runnable action) {
    before = action;
  }

  /** Mines the next block. */
  public L1BlockRef mine() {
    Header parent = requireNonNull(byHash.get(canonical.getLast())).header();
    return append(
        new HeaderBuilder()
            .parentHash(canonical.getLast())
            .number(parent.number() + 1)
            .timestampSeconds(parent.timestampSeconds() + blockTimeSeconds)
            .mixHash(Hash.ofWords(3, branch, 0, parent.number() + 1))
            .baseFeePerGas(UInt256.of(7))
            .withdrawalsRoot(Keccak256.EMPTY_TRIE)
            .blobGasUsed(0L)
            .excessBlobGas(0L)
            .parentBeaconBlockRoot(Hash.ofWords(4, branch, 0, parent.number())));
  }

  /**
   * Adds a block that was made elsewhere. The blocks that it does not build on are taken off the
   * chain.
   */
  public void show(Header header, List<TransactionEnvelope> transactions, List<Receipt> receipts) {
    while (!canonical.getLast().equals(header.parentHash())) {
      canonical.removeLast();
    }
    Hash hash = header.hash();
    byHash.put(hash, new Mined(header, transactions, receipts));
    canonical.add(hash);
  }

  private L1BlockRef append(HeaderBuilder builder) {
    List<Bytes> encoded = nextTransactions.stream().map(TransactionEnvelope::encoded).toList();
    Header header =
        builder
            .transactionsRoot(OrderedTrie.root(encoded))
            .receiptsRoot(
                OrderedTrie.root(nextReceipts.stream().map(ReceiptCodec::encode).toList()))
            .build();
    Hash hash = header.hash();
    byHash.put(hash, new Mined(header, List.copyOf(nextTransactions), List.copyOf(nextReceipts)));
    nextTransactions.clear();
    nextReceipts.clear();
    canonical.add(hash);
    return ref(hash);
  }

  /**
   * Takes the newest blocks off the chain; what is mined next differs.
   *
   * @return the transactions that were in them
   */
  public List<TransactionEnvelope> reorg(int depth) {
    List<TransactionEnvelope> lost = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      lost.addAll(0, requireNonNull(byHash.get(canonical.removeLast())).transactions());
    }
    branch++;
    return lost;
  }

  /** The newest block. */
  public L1BlockRef head() {
    return ref(canonical.getLast());
  }

  /** The block of a height. */
  public L1BlockRef at(long number) {
    return ref(canonical.get((int) number));
  }

  private L1BlockRef ref(Hash hash) {
    Header header = requireNonNull(byHash.get(hash)).header();
    return new L1BlockRef(hash, header.number(), header.parentHash(), header.timestampSeconds());
  }

  @Override
  public @Nullable L1BlockRef blockByNumber(long number) {
    requireAvailable();
    return number < canonical.size() ? at(number) : null;
  }

  @Override
  public Header header(Hash hash) {
    return block(hash).header();
  }

  @Override
  public List<TransactionEnvelope> transactions(Hash hash) {
    return block(hash).transactions();
  }

  @Override
  public List<Receipt> receipts(Hash hash) {
    return block(hash).receipts();
  }

  private Mined block(Hash hash) {
    requireAvailable();
    Mined mined = byHash.get(hash);
    if (mined == null) {
      throw new ResetException("no L1 block " + hash);
    }
    return mined;
  }

  @Override
  public List<Bytes> blobs(L1BlockRef block, List<BlobId> ids) {
    requireAvailable();
    List<Bytes> out = new ArrayList<>();
    for (BlobId id : ids) {
      Bytes blob = blobs.get(id.versionedHash());
      if (blob == null) {
        throw new TemporaryException("no blob " + id.versionedHash());
      }
      out.add(blob);
    }
    return out;
  }

  private void requireAvailable() {
    before.run();
    if (!available) {
      throw new TemporaryException("L1 is not there");
    }
  }
}
