package dev.kopi.tests.simulation.random;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.ProposalRules;
import dev.kopi.core.testkit.FakeL1;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An L1 with a pool: transactions are included late, out of step or never, and blocks are
 * reorganised away. Transactions to {@link #GAMES} are proposals.
 */
final class SimulatedL1 {
  static final Address GAMES = Address.fromHex("00000000000000000000000000000000000000aa");
  static final int FINALITY_DEPTH = 10;
  private static final int MAX_REORG = 6;

  private static final Rules RULES = World.L1_SPEC.rules(0, World.GENESIS_SECONDS, true);

  private final FakeL1 chain;
  private final Chaos chaos;
  private final Crypto crypto;

  /** The transactions of each canonical block. */
  private final List<List<Pooled>> bodies = new ArrayList<>();

  private final Map<Address, NavigableMap<Long, Pooled>> pool = new HashMap<>();

  private record Pooled(TransactionEnvelope envelope, Address sender) {
    long nonce() {
      return envelope.transaction().nonce();
    }
  }

  SimulatedL1(FakeL1 chain, Chaos chaos, Crypto crypto) {
    this.chain = chain;
    this.chaos = chaos;
    this.crypto = crypto;
    bodies.add(List.of());
  }

  FakeL1 chain() {
    return chain;
  }

  L1BlockRef head() {
    return chain.head();
  }

  /** The block that cannot be reorganised away any more. */
  L1BlockRef finalized() {
    return chain.at(Math.max(0, head().number() - FINALITY_DEPTH));
  }

  L1BlockRef safe() {
    return chain.at(Math.max(0, head().number() - FINALITY_DEPTH / 2));
  }

  boolean isCanonical(Hash hash, long number) {
    return number < bodies.size() && chain.at(number).hash().equals(hash);
  }

  /** The next slot: a block, or a reorganisation and a longer branch. */
  void slot() {
    if (head().number() > MAX_REORG && chaos.chance(0.03)) {
      reorganise((int) chaos.delay(MAX_REORG));
    }
    mine();
  }

  private void reorganise(int depth) {
    chain.reorg(depth);
    List<Pooled> dropped = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      dropped.addAll(bodies.removeLast());
    }
    for (Pooled one : dropped) {
      if (!chaos.chance(0.2)) {
        pool.computeIfAbsent(one.sender(), _ -> new TreeMap<>()).putIfAbsent(one.nonce(), one);
      }
    }
    for (int i = 0; i < depth; i++) {
      mine();
    }
  }

  private void mine() {
    List<Pooled> included = new ArrayList<>();
    for (Map.Entry<Address, NavigableMap<Long, Pooled>> account : pool.entrySet()) {
      long next = nonce(account.getKey());
      account.getValue().headMap(next).clear();
      Pooled ready = account.getValue().get(next);
      while (ready != null && !chaos.chance(0.15)) {
        included.add(ready);
        account.getValue().remove(next);
        next++;
        ready = account.getValue().get(next);
      }
    }
    included.forEach(one -> chain.add(one.envelope()));
    chain.mine();
    bodies.add(included);
  }

  long nonce(Address account) {
    return nonceAt(account, head().number());
  }

  long nonceAt(Address account, long blockNumber) {
    long nonce = 0;
    for (int i = 0; i <= Math.min(blockNumber, bodies.size() - 1); i++) {
      nonce += bodies.get(i).stream().filter(one -> one.sender().equals(account)).count();
    }
    return nonce;
  }

  long pendingNonce(Address account) {
    long next = nonce(account);
    NavigableMap<Long, Pooled> pending = pool.getOrDefault(account, new TreeMap<>());
    while (pending.containsKey(next)) {
      next++;
    }
    return next;
  }

  @Nullable MinedTransaction mined(Hash transaction) {
    for (int i = bodies.size() - 1; i >= 0; i--) {
      for (Pooled one : bodies.get(i)) {
        if (one.envelope().hash().equals(transaction)) {
          return new MinedTransaction(
              transaction, chain.at(i).id(), true, 21_000, UInt256.ONE, null, List.of());
        }
      }
    }
    return null;
  }

  /** Takes a transaction into the pool, by a node's rules; sometimes it is lost there. */
  void send(Bytes encoded) {
    TransactionEnvelope envelope = TransactionEnvelope.decode(encoded);
    Address sender =
        Objects.requireNonNull(SenderRecovery.sender(crypto.secp256k1(), envelope, RULES));
    Pooled arrived = new Pooled(envelope, sender);
    if (arrived.nonce() < nonce(sender)) {
      throw RpcException.server("nonce too low");
    }
    NavigableMap<Long, Pooled> own = pool.computeIfAbsent(sender, _ -> new TreeMap<>());
    Pooled before = own.get(arrived.nonce());
    if (before != null && before.envelope().hash().equals(envelope.hash())) {
      throw RpcException.server("already known");
    }
    if (before != null && !isRaised(before.envelope(), envelope)) {
      throw RpcException.server("replacement transaction underpriced");
    }
    if (chaos.chance(0.05)) {
      return;
    }
    own.put(arrived.nonce(), arrived);
  }

  private static boolean isRaised(TransactionEnvelope before, TransactionEnvelope after) {
    UInt256 old = before.transaction().maxFeePerGas();
    UInt256 least = old.add(old.divide(UInt256.of(10)));
    return after.transaction().maxFeePerGas().compareTo(least) >= 0;
  }

  /** The proposals in canonical blocks, oldest first. */
  List<Proposal> proposals() {
    List<Proposal> all = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      for (Pooled one : bodies.get(i)) {
        if (GAMES.equals(one.envelope().transaction().to())) {
          Bytes data = one.envelope().transaction().data();
          Hash root = Hash.of(data.slice(0, 32));
          long block = UInt256.fromBytes(data.toArray(), 32, 32).toLongExact();
          all.add(
              new Proposal(
                  block,
                  new ProposalRules.Proposal(
                      0, chain.at(i).timestampSeconds(), one.sender(), root)));
        }
      }
    }
    return all;
  }

  /** A proposal of an output root at an L2 block. */
  record Proposal(long l2Block, ProposalRules.Proposal game) {}
}
