package dev.kopi.services.engine.rpc.filter;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.receipt.Bloom;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.HistoryBounds;
import dev.kopi.core.store.LogPattern;
import dev.kopi.core.store.TransactionLocation;
import dev.kopi.core.trie.NodeReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Blocks with made-up logs, as far as the methods for logs read a store. */
final class StoredBlocks implements ChainStore {
  static final Address CONTRACT = Address.fromHex("0x" + "cc".repeat(20));

  private final Map<Hash, Block> blocks = new HashMap<>();
  private final Map<Hash, List<Receipt>> receipts = new HashMap<>();
  private final TreeMap<Long, Hash> canonical = new TreeMap<>();
  private int made;

  /** The widths of the searches of the index, in blocks. */
  final List<Long> searches = new ArrayList<>();

  /** Adds a canonical block whose one transaction emits logs, each with its place as data. */
  Hash add(long number, int logs) {
    return add(number, logs, List.of());
  }

  Hash add(long number, int logs, List<Hash> topics) {
    Transaction deposit =
        new Transaction.Deposit(
            UInt256.of(++made).toHash(),
            CONTRACT,
            CONTRACT,
            UInt256.ZERO,
            UInt256.ZERO,
            100_000,
            false,
            Bytes.EMPTY);
    List<Log> emitted = new ArrayList<>();
    for (int i = 0; i < logs; i++) {
      emitted.add(new Log(CONTRACT, topics, Bytes.wrap(new byte[] {(byte) (i >> 8), (byte) i})));
    }
    Receipt receipt =
        new Receipt(TransactionType.DEPOSIT, null, true, 100_000, emitted, null, null);
    Header header =
        new HeaderBuilder()
            .number(number)
            .timestampSeconds(made)
            .logsBloom(Bloom.of(emitted))
            .build();
    Block block = new Block(header, List.of(TransactionEnvelope.of(deposit)), List.of(), null);
    blocks.put(block.hash(), block);
    receipts.put(block.hash(), List.of(receipt));
    canonical.put(number, block.hash());
    return block.hash();
  }

  /** The transaction of a block. */
  Hash transactionOf(Hash hash) {
    return Objects.requireNonNull(blocks.get(hash)).transactions().getFirst().hash();
  }

  /** Removes the body of a block, as pruning does. */
  void prune(Hash hash) {
    receipts.remove(hash);
  }

  /** Removes a block. */
  void remove(Hash hash) {
    blocks.remove(hash);
    receipts.remove(hash);
  }

  @Override
  public ChainHeads heads() {
    return new ChainHeads(canonical.lastEntry().getValue(), Hash.ZERO, Hash.ZERO);
  }

  @Override
  public @Nullable Block block(Hash hash) {
    return blocks.get(hash);
  }

  @Override
  public @Nullable Header header(Hash hash) {
    Block block = blocks.get(hash);
    return block == null ? null : block.header();
  }

  @Override
  public @Nullable List<Receipt> receipts(Hash hash) {
    return receipts.get(hash);
  }

  @Override
  public @Nullable Hash canonicalHash(long number) {
    return canonical.get(number);
  }

  @Override
  public List<Long> blocksWithLogs(LogPattern pattern, long from, long to, int most) {
    searches.add(to - from + 1);
    return canonical.subMap(from, true, to, true).keySet().stream().limit(most).toList();
  }

  @Override
  public HistoryBounds history() {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable TransactionLocation transaction(Hash transactionHash) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean hasState(Hash blockHash) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StateView state(Hash blockHash) {
    throw new UnsupportedOperationException();
  }

  @Override
  public NodeReader trieNodes(Hash blockHash) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void add(ExecutedBlock block) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setHeads(ChainHeads heads) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
