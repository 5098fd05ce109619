package dev.kopi.services.txmgr;

import dev.kopi.adapters.ethclient.EthClient;
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
import dev.kopi.services.txmgr.SendFailedException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A transaction with its nonce: published, republished with raised fees, until one is confirmed.
 */
final class PendingTransaction {
  private final TxManager manager;
  private final TxManagerConfig config;
  private final TxCandidate candidate;
  private final @Nullable BlobSidecar sidecar;
  private final List<Hash> blobHashes;
  private final long nonce;
  private final SendState state;
  private final long startMillis;
  private final List<Hash> published = new ArrayList<>();
  private long gas;
  private Fees fees;
  private TransactionEnvelope current;
  private int retries;
  private volatile boolean cancelled;

  PendingTransaction(
      TxManager manager,
      TxCandidate candidate,
      @Nullable BlobSidecar sidecar,
      List<Hash> blobHashes,
      long nonce,
      long gas,
      Fees fees) {
    this.manager = manager;
    this.config = manager.config();
    this.candidate = candidate;
    this.sidecar = sidecar;
    this.blobHashes = blobHashes;
    this.nonce = nonce;
    this.gas = gas;
    this.fees = fees;
    this.startMillis = now();
    this.state =
        new SendState(
            config.abortAfterNonceTooLow(), startMillis + config.notInPoolTimeout().toMillis());
    this.current = sign();
  }

  long nonce() {
    return nonce;
  }

  void cancel() {
    cancelled = true;
  }

  /** Runs until a transaction of the nonce is confirmed, or fails. */
  MinedTransaction run() {
    long publishAt = now();
    long bumpAt = now() + config.resubmissionTimeout().toMillis();
    while (true) {
      if (now() >= bumpAt) {
        abortIfGapped();
        state.requestBump();
        publishAt = now();
        bumpAt = now() + config.resubmissionTimeout().toMillis();
      }
      if (now() >= publishAt && !state.isWaitingForConfirmations()) {
        Duration wait = publish() ? config.rebroadcastInterval() : config.retryInterval();
        publishAt = now() + wait.toMillis();
      }
      abortIfNeeded();
      long untilNext = Math.max(1, Math.min(publishAt, bumpAt) - now());
      sleep(Math.min(config.receiptInterval().toMillis(), untilNext));
      MinedTransaction confirmed = lookForReceipt();
      if (confirmed != null) {
        manager.listener().onConfirmed(confirmed, now() - startMillis);
        return confirmed;
      }
    }
  }

  /** Publishes the transaction; true when a pool has it. */
  private boolean publish() {
    while (true) {
      if (state.needsBump()) {
        bump();
      }
      SendState.Next next = send();
      switch (next) {
        case WAIT -> {
          retries = 0;
          return true;
        }
        case BUMP_NOW -> {}
        case RETRY -> {
          if (retries++ >= config.maxRetries()) {
            throw new SendFailedException(
                Reason.NOT_TAKEN, "no pool accepts " + current.hash() + " with nonce " + nonce);
          }
          return false;
        }
      }
    }
  }

  private SendState.Next send() {
    Bytes encoded = sidecar == null ? current.encoded() : sidecar.encodeWith(current);
    Hash hash = current.hash();
    String problem = "";
    SendState.Next next;
    try {
      manager.l1().sendRaw(encoded);
      next = state.accepted();
    } catch (RpcException e) {
      problem = e.text();
      next = state.refused(SendError.of(problem));
    } catch (RpcTransportException | DecodeException e) {
      problem = String.valueOf(e.getMessage());
      next = state.refused(SendError.OTHER);
    }
    if (next == SendState.Next.WAIT && !published.contains(hash)) {
      published.add(hash);
    }
    manager.listener().onPublished(hash, nonce, fees, problem);
    return next;
  }

  /** Raises the fees, if market and limits allow; otherwise the same transaction is resent. */
  private void bump() {
    try {
      if (config.fees().bump(fees, manager.market(), sidecar != null)
          instanceof FeePolicy.Choice.Offer offer) {
        if (candidate.gasLimit() == 0) {
          long estimate =
              manager.l1().estimateGas(manager.message(candidate, offer.fees(), blobHashes));
          gas = Math.max(gas, estimate);
        }
        fees = offer.fees();
        current = sign();
        manager.listener().onBump(nonce, fees);
      }
    } catch (RpcException | RpcTransportException | DecodeException e) {
      manager
          .listener()
          .onPublished(current.hash(), nonce, fees, "fees not raised: " + e.getMessage());
    }
  }

  private TransactionEnvelope sign() {
    Transaction unsigned =
        sidecar == null
            ? new Transaction.DynamicFee(
                manager.chainId(),
                nonce,
                fees.tipCap(),
                fees.feeCap(),
                gas,
                candidate.to(),
                candidate.value(),
                candidate.data(),
                List.of(),
                TransactionSigner.NONE)
            : new Transaction.Blob(
                manager.chainId(),
                nonce,
                fees.tipCap(),
                fees.feeCap(),
                gas,
                Objects.requireNonNull(candidate.to()),
                candidate.value(),
                candidate.data(),
                List.of(),
                fees.blobFeeCap(),
                blobHashes,
                TransactionSigner.NONE);
    return TransactionEnvelope.of(manager.signer().sign(unsigned));
  }

  private @Nullable MinedTransaction lookForReceipt() {
    try {
      for (Hash hash : published.reversed()) {
        MinedTransaction mined = manager.l1().mined(hash);
        if (mined == null) {
          state.notMined(hash);
          continue;
        }
        state.mined(hash);
        long tip = manager.l1().blockNumber();
        if (SendState.isConfirmed(mined.block().number(), tip, config.confirmations())) {
          return mined;
        }
        return null;
      }
    } catch (RpcException | RpcTransportException | DecodeException e) {
      manager.listener().onPublished(current.hash(), nonce, fees, "no receipt: " + e.getMessage());
    }
    return null;
  }

  /**
   * After a reorg, earlier transactions may be missing from both L1's pool and its chain. Nothing
   * resends them, so this transaction is abandoned.
   */
  private void abortIfGapped() {
    if (state.isWaitingForConfirmations() || manager.hasPendingBefore(nonce)) {
      return;
    }
    long next;
    try {
      next = manager.l1().nonce(manager.signer().address(), EthClient.PENDING);
    } catch (RpcException | RpcTransportException | DecodeException e) {
      manager.listener().onPublished(current.hash(), nonce, fees, "no nonce: " + e.getMessage());
      return;
    }
    if (next < nonce) {
      throw new SendFailedException(
          Reason.NONCE_GAP, "nonce " + nonce + " is abandoned: L1 expects nonce " + next);
    }
  }

  private void abortIfNeeded() {
    SendState.Abort abort = state.abort(now());
    if (abort != null) {
      Reason reason =
          switch (abort) {
            case NONCE_TOO_LOW -> Reason.NONCE_USED;
            case NOT_TAKEN_BY_ANY_POOL -> Reason.NOT_TAKEN;
            case ALREADY_RESERVED -> Reason.INCOMPATIBLE_PENDING;
          };
      throw new SendFailedException(reason, "nonce " + nonce + " is abandoned: " + abort);
    }
    Duration timeout = config.sendTimeout();
    if (timeout != null && now() > startMillis + timeout.toMillis()) {
      throw new SendFailedException(Reason.TIMEOUT, "nonce " + nonce + " timed out");
    }
    if (cancelled || (manager.isClosed() && !state.isWaitingForConfirmations())) {
      throw new SendFailedException(Reason.CANCELLED, "nonce " + nonce + " is cancelled");
    }
  }

  private void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SendFailedException(Reason.CANCELLED, "nonce " + nonce + " is cancelled", e);
    }
  }

  private long now() {
    return manager.clock().millis();
  }
}
