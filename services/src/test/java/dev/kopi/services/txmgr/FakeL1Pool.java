package dev.kopi.services.txmgr;

import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.txmgr.FeeMarket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An L1 with one account: a pool that refuses as go-ethereum's does, and blocks that a test mines
 * and takes away.
 */
final class FakeL1Pool implements TxBackend {
  private static final UInt256 GWEI = UInt256.of(1_000_000_000);

  /** Each block's transactions, from block 1 on. */
  private final List<List<TransactionEnvelope>> blocks = new ArrayList<>();

  private final TreeMap<Long, TransactionEnvelope> pool = new TreeMap<>();
  private final Map<Hash, Long> inclusions = new HashMap<>();

  /** All that was sent, with repetitions, also what was refused. */
  final List<Transaction> sent = new ArrayList<>();

  /** What the node answers to the next transactions, instead of what it would. */
  final Deque<String> refusals = new ArrayDeque<>();

  FeeMarket market = new FeeMarket(GWEI, GWEI, GWEI);
  boolean away;
  boolean keepsNothing;
  int calls;
  Runnable before = () -> {};

  private void call() {
    calls++;
    before.run();
    if (away) {
      throw new RpcTransportException("L1 is away");
    }
  }

  @Override
  public FeeMarket market() {
    call();
    return market;
  }

  @Override
  public long estimateGas(CallMessage message) {
    call();
    return 50_000;
  }

  @Override
  public long nonce(Address account) {
    call();
    return mined();
  }

  private long mined() {
    return blocks.stream().mapToLong(List::size).sum();
  }

  @Override
  public long pendingNonce(Address account) {
    call();
    long next = mined();
    while (pool.containsKey(next)) {
      next++;
    }
    return next;
  }

  @Override
  public long blockNumber() {
    call();
    return blocks.size();
  }

  @Override
  public @Nullable MinedTransaction mined(Hash transaction) {
    call();
    Long number = inclusions.get(transaction);
    return number == null ? null : receipt(transaction, number);
  }

  static MinedTransaction receipt(Hash transaction, long number) {
    return new MinedTransaction(
        transaction,
        new BlockId(Hash.ofWords(1, 0, 0, number), number),
        true,
        21_000,
        GWEI,
        null,
        List.of());
  }

  @Override
  public void send(Bytes encoded) {
    call();
    Transaction transaction = TransactionCodec.decode(encoded);
    sent.add(transaction);
    String refusal = refusals.isEmpty() ? refusal(transaction) : refusals.remove();
    if (refusal != null && !refusal.isEmpty()) {
      throw RpcException.server(refusal);
    }
    if (!keepsNothing) {
      pool.put(nonceOf(transaction), TransactionEnvelope.of(transaction));
    }
  }

  private @Nullable String refusal(Transaction transaction) {
    long nonce = nonceOf(transaction);
    if (nonce < mined()) {
      return "nonce too low";
    }
    TransactionEnvelope old = pool.get(nonce);
    if (old == null) {
      return null;
    }
    if (old.hash().equals(TransactionEnvelope.of(transaction).hash())) {
      return "already known";
    }
    UInt256 least = tip(old.transaction()).multiply(UInt256.of(110)).divide(UInt256.of(100));
    return tip(transaction).compareTo(least) < 0 ? "replacement transaction underpriced" : null;
  }

  static long nonceOf(Transaction transaction) {
    return ((Transaction.DynamicFee) transaction).nonce();
  }

  static UInt256 tip(Transaction transaction) {
    return ((Transaction.DynamicFee) transaction).maxPriorityFeePerGas();
  }

  /** Mines a block with what the pool has without a gap. */
  void mine() {
    List<TransactionEnvelope> block = new ArrayList<>();
    long next = mined();
    for (TransactionEnvelope one = pool.remove(next); one != null; one = pool.remove(next)) {
      block.add(one);
      inclusions.put(one.hash(), blocks.size() + 1L);
      next++;
    }
    blocks.add(block);
  }

  /** Mines empty blocks. */
  void mineEmpty(int count) {
    for (int i = 0; i < count; i++) {
      blocks.add(new ArrayList<>());
    }
  }

  /** Includes an older version of a transaction, as a miner may that has not seen the newer one. */
  void mine(Transaction version) {
    pool.put(nonceOf(version), TransactionEnvelope.of(version));
    mine();
  }

  /** Takes the newest blocks away; their transactions are lost, or back in the pool. */
  void reorg(int depth, boolean backToPool) {
    for (int i = 0; i < depth && !blocks.isEmpty(); i++) {
      for (TransactionEnvelope one : blocks.removeLast()) {
        inclusions.remove(one.hash());
        if (backToPool) {
          pool.putIfAbsent(nonceOf(one.transaction()), one);
        }
      }
    }
  }

  /** The pool forgets everything. */
  void losePool() {
    pool.clear();
  }

  /** Another program has sent so many transactions of the account. */
  void useNoncesElsewhere(int count, Transaction filler) {
    List<TransactionEnvelope> block = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      block.add(TransactionEnvelope.of(filler));
    }
    blocks.add(block);
  }

  /** Whether a transaction is in a block. */
  boolean includes(Hash transaction) {
    return inclusions.containsKey(transaction);
  }
}
