package dev.kopi.services.engine.pool;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.engineapi.PayloadEnvelope.BlobsBundle;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.pool.PoolContents;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.pool.PoolRefusal;
import dev.kopi.core.pool.PoolSelection;
import dev.kopi.core.pool.PoolTransaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.engine.chain.ChainEvents;
import dev.kopi.services.engine.chain.ChainListener;
import dev.kopi.services.engine.chain.HeadChange;
import dev.kopi.services.engine.payload.TransactionSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool of one engine: keeps the transactions that {@link PoolValidator} accepts until they are
 * in a block, and offers them to the payload builder. Private: not gossiped to other nodes. For any
 * thread.
 */
public final class TransactionPool
    implements TransactionSource, PoolAccess, ChainListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionPool.class);

  private final ChainStore store;
  private final ChainEvents events;
  private final PoolValidator validator;
  private final PoolContents contents;
  private final SidecarCache sidecars;
  private final @Nullable Function<Bytes, Hash> sequencer;
  private final Runnable unsubscribe;
  private final ReentrantLock lock = new ReentrantLock();
  private long arrivals;
  private volatile long version;

  /**
   * An empty pool over an open store.
   *
   * @param maxBlobs the limit on kept blobs, of 128 KiB each
   * @param sequencer gets submitted transactions instead of this pool; null for none
   */
  public TransactionPool(
      ChainSpec spec,
      ChainStore store,
      Crypto crypto,
      ChainEvents events,
      PoolLimits limits,
      int maxBlobs,
      @Nullable Function<Bytes, Hash> sequencer) {
    this.store = store;
    this.events = events;
    this.validator = new PoolValidator(spec, store, crypto);
    this.contents = new PoolContents(limits);
    this.sidecars = new SidecarCache(maxBlobs);
    this.sequencer = sequencer;
    this.unsubscribe = events.subscribe(this);
  }

  @Override
  public Hash submit(Bytes encoded) {
    Function<Bytes, Hash> elsewhere = sequencer;
    if (elsewhere != null) {
      return elsewhere.apply(encoded);
    }
    PooledSidecar.Network network;
    try {
      network = PooledSidecar.decode(encoded);
    } catch (DecodeException e) {
      throw RpcException.server("invalid transaction: " + e.getMessage());
    }
    PoolTransaction pooled = validator.validate(network);
    TransactionEnvelope transaction = network.transaction();
    PooledSidecar sidecar = network.sidecar();
    if (sidecar != null) {
      sidecars.add(transaction, sidecar);
    }
    lock.lock();
    try {
      add(pooled, account(pooled.sender()));
    } finally {
      lock.unlock();
    }
    events.pending(transaction);
    return transaction.hash();
  }

  private Account account(Address address) {
    Account account = store.state(store.heads().head()).account(address);
    return account == null ? Account.EMPTY : account;
  }

  private void add(PoolTransaction pooled, Account account) {
    PoolTransaction counted =
        new PoolTransaction(
            pooled.envelope(), pooled.sender(), pooled.cost(), pooled.dataSize(), arrivals++);
    PoolRefusal refusal = contents.add(counted, account.nonce(), account.balance());
    if (refusal != null) {
      throw PoolErrors.of(refusal, counted, account);
    }
    version++;
  }

  @Override
  public void onHead(HeadChange change) {
    lock.lock();
    try {
      StateView state = store.state(change.head());
      for (Address sender : contents.senders()) {
        Account account = state.account(sender);
        account = account == null ? Account.EMPTY : account;
        contents.updateSender(sender, account.nonce(), account.balance());
        evictAboveGasLimit(sender);
      }
      // The oldest block first, so that the nonces of a sender come in order.
      for (Hash removed : change.removed().reversed()) {
        Block block = store.block(removed);
        if (block != null) {
          block.transactions().forEach(this::reinject);
        }
      }
      version++;
    } finally {
      lock.unlock();
    }
  }

  /** Evicts transactions above the block gas limit, which may have fallen. */
  private void evictAboveGasLimit(Address sender) {
    long most = validator.head().gasLimit();
    for (List<PoolTransaction> part :
        List.of(contents.executable(sender), contents.gapped(sender))) {
      for (PoolTransaction one : part) {
        if (Long.compareUnsigned(one.transaction().gasLimit(), most) > 0) {
          contents.remove(one);
        }
      }
    }
  }

  /** Reinjects a transaction of a reorged block, if it is still valid. */
  private void reinject(TransactionEnvelope transaction) {
    boolean blob = transaction.transaction().type() == TransactionType.BLOB;
    if (transaction.transaction() instanceof Transaction.Deposit
        || (blob && !sidecars.has(transaction.hash()))) {
      return;
    }
    try {
      PoolTransaction pooled = validator.validate(transaction);
      add(pooled, account(pooled.sender()));
    } catch (RpcException e) {
      // It is in the new chain as well, or invalid there.
      return;
    }
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public Selection select(UInt256 baseFee, UInt256 blobBaseFee) {
    PoolSelection selection;
    lock.lock();
    try {
      selection = new PoolSelection(contents, baseFee, blobBaseFee);
    } finally {
      lock.unlock();
    }
    return new Selection() {
      @Override
      public @Nullable Candidate next() {
        PoolTransaction next = selection.next();
        return next == null ? null : new Candidate(next.envelope(), next.sender(), next.dataSize());
      }

      @Override
      public void reject(Candidate candidate, InvalidTransaction reason) {
        // If a forced transaction used the nonce, the next one of the sender is still valid.
        if (reason != InvalidTransaction.NONCE_TOO_LOW) {
          selection.skip(candidate.sender());
        }
        if (isPermanent(reason)) {
          drop(candidate.transaction().hash(), reason);
        }
      }

      @Override
      public void skipSender(Candidate candidate) {
        selection.skip(candidate.sender());
      }
    };
  }

  /** Whether a transaction with this rejection is invalid in later blocks, too. */
  private static boolean isPermanent(InvalidTransaction reason) {
    return switch (reason) {
      case NONCE_TOO_LOW,
          NONCE_TOO_HIGH,
          FEE_BELOW_BASE_FEE,
          BLOB_FEE_TOO_LOW,
          GAS_LIMIT_EXCEEDS_BLOCK,
          BLOBS_EXCEED_BLOCK,
          DA_FOOTPRINT_EXCEEDS_BLOCK ->
          false;
      // The sender spent the balance that the pool had checked. A resubmission is checked again.
      case INSUFFICIENT_FUNDS,
          TYPE_NOT_SUPPORTED,
          WRONG_CHAIN,
          NONCE_OVERFLOW,
          SENDER_NOT_EOA,
          GAS_LIMIT_ABOVE_CAP,
          INTRINSIC_GAS_TOO_LOW,
          FLOOR_GAS_TOO_LOW,
          TIP_ABOVE_FEE,
          FEE_OVERFLOW,
          INIT_CODE_TOO_LARGE,
          NO_BLOBS,
          TOO_MANY_BLOBS,
          UNKNOWN_BLOB_VERSION,
          NO_AUTHORIZATIONS,
          SYSTEM_TRANSACTION ->
          true;
    };
  }

  private void drop(Hash hash, InvalidTransaction reason) {
    lock.lock();
    try {
      PoolTransaction one = contents.get(hash);
      if (one != null) {
        contents.remove(one);
        version++;
        LOG.debug("transaction {} is dropped: {}", hash, reason);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public BlobsBundle blobs(List<TransactionEnvelope> transactions, Rules rules) {
    return sidecars.bundle(transactions);
  }

  /** A cached blob of a transaction, by its versioned hash, or null. */
  public @Nullable Bytes blobByVersionedHash(Hash versionedHash) {
    return sidecars.blob(versionedHash);
  }

  @Override
  public @Nullable TransactionEnvelope transaction(Hash hash) {
    lock.lock();
    try {
      PoolTransaction one = contents.get(hash);
      return one == null ? null : one.envelope();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long nextNonce(Address account, long stateNonce) {
    lock.lock();
    try {
      return contents.nextNonce(account, stateNonce);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Map<Address, NavigableMap<Long, TransactionEnvelope>> pending() {
    return bySender(contents::executable);
  }

  @Override
  public Map<Address, NavigableMap<Long, TransactionEnvelope>> queued() {
    return bySender(contents::gapped);
  }

  private Map<Address, NavigableMap<Long, TransactionEnvelope>> bySender(
      Function<Address, List<PoolTransaction>> part) {
    lock.lock();
    try {
      Map<Address, NavigableMap<Long, TransactionEnvelope>> out = new HashMap<>();
      for (Address sender : contents.senders()) {
        NavigableMap<Long, TransactionEnvelope> byNonce = new TreeMap<>(Long::compareUnsigned);
        part.apply(sender).forEach(one -> byNonce.put(one.nonce(), one.envelope()));
        if (!byNonce.isEmpty()) {
          out.put(sender, byNonce);
        }
      }
      return out;
    } finally {
      lock.unlock();
    }
  }

  /** Stops following the chain. */
  @Override
  public void close() {
    unsubscribe.run();
  }
}
