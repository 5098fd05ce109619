package dev.kopi.services.engine.pool;

import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.BlobSidecar;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.engineapi.PayloadEnvelope.BlobsBundle;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.pool.PoolDecision;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.pool.PoolSelection;
import dev.kopi.core.pool.PoolTransaction;
import dev.kopi.core.pool.condition.TransactionCondition;
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
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import dev.kopi.services.lifecycle.Work;
import java.io.IOException;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool of one engine: keeps the transactions that {@link PoolValidator} accepts until they are
 * in a block, and offers them to the payload builder. Private: not gossiped to other nodes. For any
 * thread.
 *
 * <p>All content is checked against the state after one block, the pool's head. {@link #run} moves
 * it to the head of the chain, on a thread of its own.
 */
public final class TransactionPool implements TransactionSource, PoolAccess, Work, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionPool.class);

  /** How long a submitted transaction waits for the pool to reach the head of the chain. */
  private static final long FOLLOW_MILLIS = 500;

  /** What the journal may hold beside twice the content, in bytes. */
  private static final long JOURNAL_ROOM = 1 << 20;

  /** How often the age of transactions is checked. */
  private static final long EXPIRE_MILLIS = 60_000;

  private final ChainStore store;
  private final ChainEvents events;
  private final PoolValidator validator;
  private final LockedContents contents;
  private final SidecarCache sidecars;
  private final TransactionConditions conditions = new TransactionConditions();
  private final HeadChanges changes;
  private final @Nullable Function<Bytes, Hash> sequencer;
  private final PoolSettings settings;
  private final @Nullable PoolJournal journal;
  private final ForwardedTransactions forwarded;
  private final InstantSource clock;
  private final Runnable unsubscribe;
  private final ConcurrentMap<String, LongAdder> refusals = new ConcurrentHashMap<>();
  private volatile @Nullable ServiceThread thread;
  private long nextExpiryMillis;
  private long nextJournalMillis = Long.MIN_VALUE;

  /**
   * An empty pool over an open store, without a thread: {@link #run} follows the chain.
   *
   * @param maxBlobs the limit on kept blobs, of 128 KiB each
   * @param sequencer gets submitted transactions instead of this pool; null for none
   */
  public TransactionPool(
      ChainSpec spec,
      ChainStore store,
      Crypto crypto,
      ChainEvents events,
      PoolSettings settings,
      int maxBlobs,
      @Nullable Function<Bytes, Hash> sequencer,
      InstantSource clock) {
    this.store = store;
    this.events = events;
    this.validator = new PoolValidator(crypto);
    this.settings = settings;
    PoolLimits limits = settings.limits();
    int blobs = Math.min(limits.globalBlobs(), maxBlobs);
    this.contents =
        new LockedContents(
            limits.toBuilder().globalBlobs(blobs).build(),
            PoolHead.of(spec, store, store.heads().head()));
    this.sidecars = new SidecarCache(maxBlobs);
    this.changes = new HeadChanges(spec, store, validator, sidecars);
    this.sequencer = sequencer;
    this.forwarded = new ForwardedTransactions(limits.globalSlots() + limits.globalQueue());
    this.journal = settings.journal() == null ? null : journal(settings.journal());
    this.clock = clock;
    this.unsubscribe = events.subscribe(new Wake());
  }

  private PoolJournal journal(PoolSettings.Journal own) {
    PoolLimits limits = settings.limits();
    long pooled = limits.globalBytes() + limits.globalQueueBytes();
    return new PoolJournal(own.file(), JOURNAL_ROOM + 2 * pooled, () -> journaled(own));
  }

  /** The transactions that belong into the journal, those of an account in the order of nonces. */
  private List<TransactionEnvelope> journaled(PoolSettings.Journal own) {
    Content all = contents.content();
    List<TransactionEnvelope> journaled = new ArrayList<>();
    for (Map<Address, NavigableMap<Long, TransactionEnvelope>> part :
        List.of(all.pending(), all.queued())) {
      part.forEach((sender, byNonce) -> {
        if (own.covers(sender)) {
          byNonce.values().stream().filter(this::isJournaled).forEach(journaled::add);
        }
      });
    }
    return journaled;
  }

  /** The journal has neither blobs nor conditions, so it leaves such transactions out. */
  private boolean isJournaled(TransactionEnvelope transaction) {
    return transaction.transaction().type() != TransactionType.BLOB
        && conditions.of(transaction.hash()) == null;
  }

  /**
   * Adds the transactions of the journal that are still valid, and begins to write it. To be called
   * once, before other transactions come.
   */
  public void restore() {
    PoolJournal own = journal;
    if (own == null) {
      return;
    }
    AtomicLong read = new AtomicLong();
    own.load(transaction -> {
      read.incrementAndGet();
      try {
        SubmitResult result = admit(BlobSidecar.decode(transaction), null);
        LOG.debug("transaction of the journal: {}", result);
      } catch (DecodeException e) {
        LOG.debug("the journal has an invalid transaction: {}", e.getMessage());
      }
    });
    own.rewrite();
    Status restored = status();
    if (read.get() > 0) {
      LOG.info(
          "read the transaction journal: transactions={} executable={} gapped={}",
          read.get(),
          restored.executable().transactions(),
          restored.gapped().transactions());
    }
  }

  /** Starts the thread that follows the chain; {@link #close} ends it. */
  public void start(String name, RoleHealth health) {
    ServiceThread started =
        new ServiceThread(name + "-pool", this, ServiceThread.OnFailure.RETRY, health, clock);
    thread = started;
    started.start();
  }

  private final class Wake implements ChainListener {
    @Override
    public void onHead(HeadChange change) {
      wake();
    }
  }

  private void wake() {
    ServiceThread running = thread;
    if (running != null) {
      running.wake();
    }
  }

  /** Moves to the head of the chain, and drops transactions that are too old. */
  @Override
  public long run(long nowMillis) {
    Hash target = store.heads().head();
    while (!target.equals(head())) {
      moveTo(target, nowMillis);
      target = store.heads().head();
    }
    if (nowMillis >= nextExpiryMillis) {
      int expired = contents.expire(nowMillis) + expireForwarded(nowMillis);
      if (expired > 0) {
        LOG.debug("dropped {} transactions that are too old", expired);
      }
      nextExpiryMillis = nowMillis + EXPIRE_MILLIS;
    }
    return Math.min(nextExpiryMillis, rejournal(nowMillis));
  }

  private int expireForwarded(long nowMillis) {
    int expired = 0;
    for (Hash old : forwarded.takeBefore(nowMillis - settings.limits().lifetimeMillis())) {
      expired += contents.remove(old) ? 1 : 0;
    }
    return expired;
  }

  /** Returns when the journal is to be written anew, in milliseconds since the Unix epoch. */
  private long rejournal(long nowMillis) {
    PoolSettings.Journal own = settings.journal();
    if (own == null || journal == null) {
      return Long.MAX_VALUE;
    }
    if (nowMillis >= nextJournalMillis) {
      if (nextJournalMillis != Long.MIN_VALUE) {
        journal.rewrite();
      }
      nextJournalMillis = nowMillis + own.interval().toMillis();
    }
    return nextJournalMillis;
  }

  private void moveTo(Hash target, long nowMillis) {
    HeadChanges.Change change = changes.read(contents.head(), target);
    PoolHead next = change.head();
    Map<Address, Account> accounts = new HashMap<>();
    for (PoolTransaction one : change.reinjected()) {
      accounts.computeIfAbsent(one.sender(), next::account);
    }
    while (true) {
      LockedContents.Move move =
          contents.moveTo(next, change.touched(), accounts, change.reinjected(), nowMillis);
      switch (move) {
        case LockedContents.Move.Missing(List<Address> senders) ->
            senders.forEach(sender -> accounts.put(sender, next.account(sender)));
        case LockedContents.Move.Done(List<PoolTransaction> promoted) -> {
          announce(promoted);
          return;
        }
      }
    }
  }

  private void announce(List<PoolTransaction> promoted) {
    promoted.forEach(one -> events.pending(one.envelope()));
  }

  /** The block that the content is checked against: the head of the chain, or an earlier one. */
  public Hash head() {
    return contents.head().hash();
  }

  @Override
  public SubmitResult submit(Bytes encoded, @Nullable TransactionCondition condition) {
    SubmitResult result = admit(encoded, condition);
    if (result instanceof SubmitResult.Refused refused) {
      refusals.computeIfAbsent(refused.label(), label -> new LongAdder()).increment();
    }
    return result;
  }

  /** How many transactions were refused, by reason. */
  public Map<String, Long> refusals() {
    Map<String, Long> counts = new TreeMap<>();
    refusals.forEach((label, count) -> counts.put(label, count.sum()));
    return counts;
  }

  private SubmitResult admit(Bytes encoded, @Nullable TransactionCondition condition) {
    BlobSidecar.Carried sent;
    try {
      sent = BlobSidecar.decode(encoded);
    } catch (DecodeException e) {
      return new SubmitResult.Malformed(String.valueOf(e.getMessage()));
    }
    UInt256 fee = mostFee(sent.transaction().transaction());
    if (!settings.feeCap().isZero() && fee.compareTo(settings.feeCap()) > 0) {
      return new SubmitResult.FeeAboveCap(fee, settings.feeCap());
    }
    Function<Bytes, Hash> elsewhere = sequencer;
    return elsewhere == null
        ? admit(sent, condition)
        : new SubmitResult.Accepted(forward(elsewhere, encoded, sent));
  }

  /** The most that a transaction pays for its gas, in wei; 2^256 − 1 if it is more. */
  private static UInt256 mostFee(Transaction transaction) {
    BigInteger fee =
        transaction
            .maxFeePerGas()
            .toBigInteger()
            .multiply(UInt256.of(transaction.gasLimit()).toBigInteger());
    return fee.bitLength() > 256 ? UInt256.MAX : UInt256.of(fee);
  }

  /** What the sequencer took is kept for look-ups, if this pool takes it, too. */
  private Hash forward(Function<Bytes, Hash> elsewhere, Bytes encoded, BlobSidecar.Carried sent) {
    Hash hash = elsewhere.apply(encoded);
    if (settings.keepsForwarded()) {
      SubmitResult kept = admit(sent, null);
      if (kept instanceof SubmitResult.Accepted) {
        forwarded.add(sent.transaction().hash(), clock.millis(), one -> contents.get(one) != null);
      } else {
        LOG.debug("transaction {} was forwarded and is not kept: {}", hash, kept);
      }
    }
    return hash;
  }

  private SubmitResult admit(BlobSidecar.Carried sent, @Nullable TransactionCondition condition) {
    if (contents.get(sent.transaction().hash()) != null) {
      return new SubmitResult.AlreadyKnown();
    }
    awaitHead();
    while (true) {
      SubmitResult result = submit(sent, condition, contents.head());
      if (result != null) {
        return result;
      }
    }
  }

  /** Waits for the pool to reach the head of the chain, but goes on without if that takes long. */
  private void awaitHead() {
    Hash target = store.heads().head();
    if (thread != null && !target.equals(head())) {
      wake();
      if (!contents.awaitHead(target, FOLLOW_MILLIS)) {
        LOG.debug("the pool is behind the chain");
      }
    }
  }

  /** The result, or null when the pool's head moved meanwhile. */
  private @Nullable SubmitResult submit(
      BlobSidecar.Carried sent, @Nullable TransactionCondition condition, PoolHead at) {
    return switch (validator.validate(sent.transaction(), at)) {
      case PoolValidator.Validation.Refused(SubmitResult.Refused why) -> why;
      case PoolValidator.Validation.Valid(PoolTransaction valid) -> {
        Account account = at.account(valid.sender());
        yield valid.transaction().type() == TransactionType.BLOB
            ? submitBlobs(valid, account, sent.sidecar(), condition, at)
            : add(valid, account, null, condition, at);
      }
    };
  }

  /** Proofs take long to verify: asks first whether the pool would take the transaction. */
  private @Nullable SubmitResult submitBlobs(
      PoolTransaction valid,
      Account account,
      @Nullable BlobSidecar sidecar,
      @Nullable TransactionCondition condition,
      PoolHead at) {
    if (contents.decide(valid, account, at) instanceof PoolDecision.Refuse refuse) {
      return new SubmitResult.NotAdmitted(refuse);
    }
    return switch (validator.validateBlobs(valid.transaction(), sidecar, at.next())) {
      case PoolValidator.SidecarCheck.Refused(SidecarFault fault) ->
          new SubmitResult.InvalidSidecar(fault);
      case PoolValidator.SidecarCheck.Valid(BlobSidecar kept) ->
          add(valid, account, kept, condition, at);
    };
  }

  private @Nullable SubmitResult add(
      PoolTransaction valid,
      Account account,
      @Nullable BlobSidecar sidecar,
      @Nullable TransactionCondition condition,
      PoolHead at) {
    TransactionEnvelope transaction = valid.envelope();
    LockedContents.Added added =
        contents.add(
            valid,
            account,
            at,
            clock.millis(),
            pooled -> {
              conditions.added(transaction.hash(), condition, pooled);
              if (sidecar != null) {
                sidecars.add(transaction, sidecar, pooled);
              }
            });
    if (added == null) {
      return null;
    }
    announce(added.promoted());
    return switch (added.decision()) {
      case PoolDecision.Admit admit -> {
        keep(valid);
        yield new SubmitResult.Accepted(transaction.hash());
      }
      case PoolDecision.Refuse refuse -> new SubmitResult.NotAdmitted(refuse);
    };
  }

  /** Writes a transaction to the journal, if it belongs there. */
  private void keep(PoolTransaction added) {
    PoolSettings.Journal own = settings.journal();
    if (own != null
        && journal != null
        && own.covers(added.sender())
        && isJournaled(added.envelope())) {
      journal.append(added.envelope());
    }
  }

  @Override
  public long version() {
    return contents.executableVersion();
  }

  @Override
  public Selection select(StateView parent, UInt256 baseFee, UInt256 blobBaseFee) {
    PoolSelection selection = contents.select(parent, baseFee, blobBaseFee);
    return new Selection() {
      @Override
      public @Nullable Candidate next() {
        PoolTransaction next = selection.next();
        return next == null
            ? null
            : new Candidate(
                next.envelope(),
                next.sender(),
                next.dataSize(),
                conditions.of(next.envelope().hash()));
      }

      @Override
      public void reject(Candidate candidate, InvalidTransaction reason) {
        // If a forced transaction used the nonce, the next one of the sender is still valid.
        if (reason != InvalidTransaction.NONCE_TOO_LOW) {
          selection.skip(candidate.sender());
        }
        Hash hash = candidate.transaction().hash();
        if (isPermanent(reason) && contents.remove(hash)) {
          LOG.debug("dropped transaction {}: {}", hash, reason);
        }
      }

      @Override
      public void rejectCondition(Candidate candidate) {
        selection.skip(candidate.sender());
        if (contents.remove(candidate.transaction().hash())) {
          LOG.debug("dropped transaction {}: its condition fails", candidate.transaction().hash());
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

  @Override
  public BlobsBundle blobs(List<TransactionEnvelope> transactions, Rules rules) {
    List<Bytes> commitments = new ArrayList<>();
    List<Bytes> proofs = new ArrayList<>();
    List<Bytes> all = new ArrayList<>();
    for (BlobSidecar sidecar : sidecars.of(transactions)) {
      // What was sent before Osaka may be included since.
      BlobSidecar needed = validator.asNeeded(sidecar, rules);
      commitments.addAll(needed.commitments());
      proofs.addAll(needed.proofs());
      all.addAll(needed.blobs());
    }
    return new BlobsBundle(commitments, proofs, all);
  }

  /** A cached blob of a transaction, by its versioned hash, or null. */
  public @Nullable Bytes blobByVersionedHash(Hash versionedHash) {
    return sidecars.blob(versionedHash);
  }

  @Override
  public @Nullable TransactionEnvelope transaction(Hash hash) {
    PoolTransaction one = contents.get(hash);
    return one == null ? null : one.envelope();
  }

  @Override
  public long nextNonce(Address account, long stateNonce) {
    return contents.nextNonce(account, stateNonce);
  }

  @Override
  public Status status() {
    return contents.status();
  }

  @Override
  public Content content() {
    return contents.content();
  }

  @Override
  public Content content(Address account) {
    return contents.content(account);
  }

  /** Stops following the chain. */
  @Override
  public void close() {
    unsubscribe.run();
    ServiceThread running = thread;
    if (running != null) {
      running.close();
    }
    PoolJournal own = journal;
    if (own != null) {
      try {
        own.close();
      } catch (IOException e) {
        LOG.warn("cannot close the transaction journal: {}", e.getMessage());
      }
    }
  }
}
