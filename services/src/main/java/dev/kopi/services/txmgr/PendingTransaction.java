package dev.kopi.services.txmgr;

import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.chain.transaction.BlobSidecar;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.txmgr.FeePolicy;
import dev.kopi.core.txmgr.Fees;
import dev.kopi.core.txmgr.SendError;
import dev.kopi.core.txmgr.SendState;
import dev.kopi.core.txmgr.TransactionSigner;
import dev.kopi.services.lifecycle.Work;
import dev.kopi.services.txmgr.TxOutcome.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One transaction, from its preparation to its outcome: a state machine that is stepped by one
 * thread. It is prepared, gets its nonce, and is published and republished with raised fees until
 * one of its versions is confirmed. Its outcome is set at the end of its last step, so that nothing
 * of it runs any more.
 */
final class PendingTransaction implements Submission {
  private static final Logger LOG = LoggerFactory.getLogger(PendingTransaction.class);

  private enum Phase {
    PREPARING,
    WAITING_FOR_NONCE,
    SENDING
  }

  private final TxManager manager;
  private final TxBackend l1;
  private final TxManagerConfig config;
  private final TxCandidate candidate;
  private final Runnable onEnd;
  private final List<Hash> published = new CopyOnWriteArrayList<>();

  private Phase phase = Phase.PREPARING;
  private long due;
  private @Nullable BlobSidecar sidecar;
  private List<Hash> blobHashes = List.of();
  private long gas;
  private @Nullable Fees fees;
  private @Nullable SendState state;
  private @Nullable TransactionEnvelope current;
  private long startMillis;
  private long publishAt;
  private long bumpAt;
  private int retries;

  private volatile @Nullable Long nonce;
  private volatile @Nullable Hash underWay;
  private volatile boolean cancelled;
  private volatile Runnable wake = () -> {};
  private volatile @Nullable TxOutcome outcome;

  PendingTransaction(TxManager manager, TxCandidate candidate, Runnable onEnd) {
    this.manager = manager;
    this.l1 = manager.l1();
    this.config = manager.config();
    this.candidate = candidate;
    this.onEnd = onEnd;
  }

  /** How to have {@link #step} called soon. */
  void onWake(Runnable action) {
    wake = action;
  }

  void wake() {
    wake.run();
  }

  /** The nonce, or null before it has one. */
  @Nullable Long nonce() {
    return nonce;
  }

  @Override
  public List<Hash> published() {
    return List.copyOf(published);
  }

  /** The hashes under which it may be included: those published, and one that is being sent. */
  List<Hash> mayBeIncluded() {
    Hash sending = underWay;
    return sending == null || published.contains(sending)
        ? published()
        : Stream.concat(published.stream(), Stream.of(sending)).toList();
  }

  @Override
  public @Nullable TxOutcome outcome() {
    return outcome;
  }

  @Override
  public void cancel() {
    cancelled = true;
    wake();
  }

  /** Called by the manager, which has released the nonce. */
  void ended(TxOutcome end) {
    outcome = end;
    onEnd.run();
  }

  /**
   * Does what is due.
   *
   * @return when to step again at the latest; {@link Work#NEVER} after the outcome, or to wait for
   *     a wake-up
   */
  long step(long now) {
    if (outcome != null) {
      return Work.NEVER;
    }
    if (isCancelled()) {
      return fail(Reason.CANCELLED, "cancelled");
    }
    if (now < due && phase != Phase.WAITING_FOR_NONCE) {
      return due;
    }
    try {
      due =
          switch (phase) {
            case PREPARING -> prepare(now);
            case WAITING_FOR_NONCE -> takeNonce(now);
            case SENDING -> send(now);
          };
    } catch (RpcTransportException | DecodeException e) {
      return fail(Reason.NOT_PREPARED, "cannot prepare a transaction: " + e.getMessage());
    } catch (RpcException e) {
      Reason reason =
          e.code() == RpcException.EXECUTION_REVERTED ? Reason.WOULD_REVERT : Reason.NOT_PREPARED;
      return fail(reason, "cannot prepare a transaction: " + e.text());
    }
    return due;
  }

  private boolean isCancelled() {
    boolean inBlock = state != null && state.isWaitingForConfirmations();
    return cancelled || (manager.isClosed() && !inBlock);
  }

  private long fail(Reason reason, String cause) {
    manager.end(this, new TxOutcome.Failed(reason, cause, published));
    return Work.NEVER;
  }

  private long prepare(long now) {
    switch (config.fees().first(l1.market())) {
      case FeePolicy.Choice.Offer offer -> fees = offer.fees();
      case FeePolicy.Choice.Refused refused -> {
        return fail(Reason.FEES_TOO_HIGH, "the fees of L1 exceed the limits: " + refused.reason());
      }
    }
    if (!candidate.blobs().isEmpty()) {
      boolean cells = now / 1000 >= config.cellProofsFromSeconds();
      BlobSidecar built = SidecarBuilder.build(manager.crypto(), candidate.blobs(), cells);
      blobHashes = SidecarBuilder.versionedHashes(manager.crypto(), built);
      sidecar = built;
    }
    gas = candidate.gasLimit();
    if (gas == 0) {
      gas = l1.estimateGas(message(fees()));
    }
    phase = Phase.WAITING_FOR_NONCE;
    return takeNonce(now);
  }

  private CallMessage message(Fees offered) {
    return new CallMessage(
        manager.address(),
        candidate.to(),
        candidate.value(),
        candidate.data(),
        null,
        offered,
        blobHashes);
  }

  private long takeNonce(long now) {
    OptionalLong taken = manager.takeNonce(this);
    if (taken.isEmpty()) {
      return Work.NEVER;
    }
    nonce = taken.getAsLong();
    startMillis = now;
    state = new SendState(config.abortAfterNonceTooLow(), now + millis(config.notInPoolTimeout()));
    current = sign();
    phase = Phase.SENDING;
    publishAt = now;
    bumpAt = now + millis(config.resubmissionTimeout());
    return send(now);
  }

  private long send(long now) {
    SendState sendState = state();
    MinedTransaction confirmed = lookForReceipt();
    if (confirmed != null) {
      LOG.debug("transaction confirmed: nonce={} hash={}", nonce, confirmed.hash());
      manager.listener().onConfirmed(confirmed, now - startMillis);
      manager.end(this, new TxOutcome.Confirmed(confirmed));
      return Work.NEVER;
    }
    if (now >= bumpAt) {
      Long missing = missingNonce();
      if (missing != null) {
        return fail(Reason.NONCE_GAP, "nonce " + nonce + ": L1 expects nonce " + missing);
      }
      sendState.requestBump();
      publishAt = now;
      bumpAt = now + millis(config.resubmissionTimeout());
    }
    if (now >= publishAt && !sendState.isWaitingForConfirmations() && !publish(now)) {
      return fail(Reason.NOT_TAKEN, "no pool accepts " + current().hash() + " with nonce " + nonce);
    }
    if (isCancelled()) {
      return fail(Reason.CANCELLED, "cancelled");
    }
    SendState.Abort abort = sendState.abort(now);
    if (abort != null) {
      return fail(reason(abort), "nonce " + nonce + ": " + abort);
    }
    Duration timeout = config.sendTimeout();
    if (timeout != null && now > startMillis + timeout.toMillis()) {
      return fail(Reason.TIMEOUT, "nonce " + nonce + " timed out");
    }
    long next = bumpAt;
    if (!published.isEmpty()) {
      next = Math.min(next, now + millis(config.receiptInterval()));
    }
    return sendState.isWaitingForConfirmations() ? next : Math.min(next, publishAt);
  }

  private static Reason reason(SendState.Abort abort) {
    return switch (abort) {
      case NONCE_TOO_LOW -> Reason.NONCE_USED;
      case NOT_TAKEN_BY_ANY_POOL -> Reason.NOT_TAKEN;
      case ALREADY_RESERVED -> Reason.INCOMPATIBLE_PENDING;
    };
  }

  /** Publishes the transaction; false when it was refused too often. */
  private boolean publish(long now) {
    SendState.Next next;
    do {
      if (state().needsBump()) {
        bump();
      }
      if (isCancelled()) {
        return true;
      }
      next = sendOnce();
    } while (next == SendState.Next.BUMP_NOW);
    if (next == SendState.Next.RETRY) {
      publishAt = now + millis(config.retryInterval());
      return retries++ < config.maxRetries();
    }
    retries = 0;
    boolean rebroadcasts = config.rebroadcastInterval().isPositive();
    publishAt = rebroadcasts ? now + millis(config.rebroadcastInterval()) : Work.NEVER;
    return true;
  }

  private SendState.Next sendOnce() {
    TransactionEnvelope envelope = current();
    Bytes encoded = sidecar == null ? envelope.encoded() : sidecar.encodeWith(envelope);
    Hash hash = envelope.hash();
    String problem = "";
    SendState.Next next;
    underWay = hash;
    try {
      l1.send(encoded);
      next = state().accepted();
    } catch (RpcException e) {
      problem = e.text();
      next = state().refused(SendError.of(problem));
    } catch (RpcTransportException | DecodeException e) {
      problem = String.valueOf(e.getMessage());
      next = state().refused(SendError.OTHER);
    }
    underWay = null;
    if (next == SendState.Next.WAIT && !published.contains(hash)) {
      published.add(hash);
    }
    if (problem.isEmpty()) {
      LOG.debug("transaction published: nonce={} hash={}", nonce, hash);
    } else {
      warn("transaction not accepted: " + problem);
    }
    manager.listener().onPublished(hash, Objects.requireNonNull(nonce), fees(), problem);
    return next;
  }

  /** Raises the fees, if market and limits allow; otherwise the same transaction is resent. */
  private void bump() {
    try {
      if (config.fees().bump(fees(), l1.market(), sidecar != null)
          instanceof FeePolicy.Choice.Offer offer) {
        if (candidate.gasLimit() == 0) {
          gas = Math.max(gas, l1.estimateGas(message(offer.fees())));
        }
        fees = offer.fees();
        current = sign();
        manager.listener().onBump(Objects.requireNonNull(nonce), offer.fees());
      }
    } catch (RpcException | RpcTransportException | DecodeException e) {
      problem("fees not raised: " + e.getMessage());
    }
  }

  private void problem(String problem) {
    warn(problem);
    manager.listener().onProblem(problem);
  }

  private void warn(String problem) {
    LOG.atLevel(manager.isNews(problem) ? Level.WARN : Level.DEBUG)
        .log("retrying: nonce={} {}", nonce, problem);
  }

  private TransactionEnvelope sign() {
    long own = Objects.requireNonNull(nonce);
    Fees offer = fees();
    Transaction unsigned =
        sidecar == null
            ? new Transaction.DynamicFee(
                manager.chainId(),
                own,
                offer.tipCap(),
                offer.feeCap(),
                gas,
                candidate.to(),
                candidate.value(),
                candidate.data(),
                List.of(),
                TransactionSigner.NONE)
            : new Transaction.Blob(
                manager.chainId(),
                own,
                offer.tipCap(),
                offer.feeCap(),
                gas,
                Objects.requireNonNull(candidate.to()),
                candidate.value(),
                candidate.data(),
                List.of(),
                offer.blobFeeCap(),
                blobHashes,
                TransactionSigner.NONE);
    return TransactionEnvelope.of(manager.signer().sign(unsigned));
  }

  private @Nullable MinedTransaction lookForReceipt() {
    try {
      for (Hash hash : published.reversed()) {
        MinedTransaction mined = l1.mined(hash);
        if (mined == null) {
          state().notMined(hash);
          continue;
        }
        state().mined(hash);
        boolean deep =
            SendState.isConfirmed(mined.block().number(), l1.blockNumber(), config.confirmations());
        return deep ? mined : null;
      }
    } catch (RpcException | RpcTransportException | DecodeException e) {
      problem("no receipt: " + e.getMessage());
    }
    return null;
  }

  /**
   * The nonce that L1 expects, if a lower one is missing. After a reorg, earlier transactions may
   * be missing from both L1's pool and its chain. Nothing resends them, so this one can never be
   * included.
   */
  private @Nullable Long missingNonce() {
    long own = Objects.requireNonNull(nonce);
    if (state().isWaitingForConfirmations() || manager.hasPendingBefore(own)) {
      return null;
    }
    try {
      long next = l1.pendingNonce(manager.address());
      return next < own ? next : null;
    } catch (RpcException | RpcTransportException | DecodeException e) {
      problem("no nonce: " + e.getMessage());
      return null;
    }
  }

  private Fees fees() {
    return Objects.requireNonNull(fees);
  }

  private SendState state() {
    return Objects.requireNonNull(state);
  }

  private TransactionEnvelope current() {
    return Objects.requireNonNull(current);
  }

  private static long millis(Duration duration) {
    return Math.max(1, duration.toMillis());
  }

  /** Nonce and hashes, for the operator. */
  @Override
  public String toString() {
    return "nonce " + (nonce == null ? "not assigned" : nonce) + " " + mayBeIncluded();
  }
}
