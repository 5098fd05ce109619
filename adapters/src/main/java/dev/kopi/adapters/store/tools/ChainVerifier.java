package dev.kopi.adapters.store.tools;

import dev.kopi.adapters.store.LayeredChainStore;
import dev.kopi.adapters.store.chain.ChainDatabase;
import dev.kopi.adapters.store.chain.LogIndex;
import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.StoreException;
import dev.kopi.core.store.TransactionLocation;
import dev.kopi.core.trie.OrderedTrie;
import dev.kopi.core.trie.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Verifies the canonical chain: parent hashes, block hashes, the roots of transactions and
 * receipts, and the indexes.
 */
final class ChainVerifier {
  /** The number of blocks that are verified in parallel. */
  private static final int BLOCKS_AT_ONCE = 1024;

  private final KeyValueStore db;
  private final ChainDatabase chain;
  private final LogIndex logs;
  private final Tasks tasks;
  private final Findings findings;

  /** The number of entries that the log index should have. */
  private final LongAdder logEntries = new LongAdder();

  ChainVerifier(LayeredChainStore store, Tasks tasks, Findings findings) {
    this.db = store.database();
    this.chain = store.chain();
    this.logs = store.logs();
    this.tasks = tasks;
    this.findings = findings;
  }

  /**
   * Verifies from the head down to the genesis block.
   *
   * @param tail the number of the oldest block whose transactions and receipts are kept
   */
  void verify(BlockId genesis, BlockId head, long tail) {
    if (chain.canonicalHash(head.number() + 1) != null) {
      findings.add("block " + (head.number() + 1) + " is canonical, but above the head");
    }
    Hash expected = head.hash();
    List<Supplier<Boolean>> pieces = new ArrayList<>();
    for (long number = head.number(); number >= genesis.number(); number--) {
      Hash hash = expected;
      if (!Objects.equals(hash, chain.canonicalHash(number))) {
        findings.add("canonical block " + number + " should be " + hash);
        return;
      }
      try {
        Header header = chain.header(hash);
        if (header == null || header.number() != number || !header.hash().equals(hash)) {
          findings.add("the header of block " + number + " " + hash + " is missing or wrong");
          return;
        }
        if (number > genesis.number() && number >= tail) {
          pieces.add(() -> {
            verify(hash, header);
            return true;
          });
        }
        if (pieces.size() == BLOCKS_AT_ONCE) {
          tasks.run(pieces);
          pieces.clear();
        }
        expected = header.parentHash();
      } catch (StoreException e) {
        findings.add("block " + number, e);
        return;
      }
      findings.counted(1);
    }
    tasks.run(pieces);
    if (!Objects.equals(genesis.hash(), chain.canonicalHash(genesis.number()))) {
      findings.add("the chain does not begin with the genesis block " + genesis.hash());
    }
    long found = 0;
    try (KeyValueStore.Snapshot snapshot = db.snapshot();
        KeyValueStore.Cursor cursor = snapshot.seek(Table.LOG, new byte[0])) {
      for (; cursor.valid(); cursor.next()) {
        found++;
      }
    }
    long expectedEntries = logEntries.sum();
    if (found != expectedEntries) {
      findings.add("the log index has " + found + " entries instead of " + expectedEntries);
    }
  }

  private void verify(Hash hash, Header header) {
    try {
      verifyBody(hash, header);
    } catch (StoreException e) {
      findings.add("block " + header.number(), e);
    }
  }

  private void verifyBody(Hash hash, Header header) {
    Block block = chain.block(hash);
    List<Receipt> receipts = chain.receipts(hash);
    if (block == null || receipts == null) {
      findings.add("the body or the receipts of block " + hash + " are missing");
      return;
    }
    List<Bytes> transactions = new ArrayList<>();
    int index = 0;
    for (TransactionEnvelope transaction : block.transactions()) {
      transactions.add(transaction.encoded());
      TransactionLocation place = new TransactionLocation(hash, header.number(), index++);
      if (!place.equals(chain.transaction(transaction.hash()))) {
        findings.add("transaction " + transaction.hash() + " is not in its index");
      }
    }
    if (!OrderedTrie.root(transactions).equals(header.transactionsRoot())) {
      findings.add("the transactions of block " + hash + " do not match the root in the header");
    }
    List<Bytes> encoded = receipts.stream().map(ReceiptCodec::encode).toList();
    if (header.number() >= logs.first()) {
      for (byte[] key : LogIndex.keys(header.number(), receipts)) {
        logEntries.increment();
        if (db.get(Table.LOG, key) == null) {
          findings.add("the logs of block " + hash + " are not in the log index");
          break;
        }
      }
    }
    if (!OrderedTrie.root(encoded).equals(header.receiptsRoot())) {
      findings.add("the receipts of block " + hash + " do not match the root in the header");
    }
  }
}
