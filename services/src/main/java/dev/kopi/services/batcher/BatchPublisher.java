package dev.kopi.services.batcher;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.core.batcher.BlobEncoding;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.batcher.ChannelManager.Urgency;
import dev.kopi.core.batcher.TxData;
import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.txmgr.GasRules;
import dev.kopi.services.lifecycle.Backoff;
import dev.kopi.services.txmgr.TxCandidate;
import dev.kopi.services.txmgr.TxOutcome;
import dev.kopi.services.txmgr.TxQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the transactions that the channel manager has ready, and reports their results to it.
 *
 * <p>Owned by the {@link BatcherDriver}.
 */
final class BatchPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(BatchPublisher.class);

  /** The ID of a transaction, null for a cancellation, and whether it has blobs. */
  private record Ref(TxData.@Nullable Id id, boolean blobs) {}

  private final RollupConfig rollup;
  private final BatcherPorts ports;
  private final ChannelManager manager;
  private final BatcherListener listener;
  private final TxQueue<Ref> queue;
  private int failures;
  private long resumeAt;

  // Whether the transaction that L1's pool refused beside one of the other kind has blobs.
  private @Nullable Boolean blockedBlobs;
  private boolean unblocking;

  /**
   * A publisher that has sent nothing.
   *
   * @param wake is called from any thread when there are results to take
   */
  BatchPublisher(
      BatcherConfig config,
      RollupConfig rollup,
      BatcherPorts ports,
      ChannelManager manager,
      BatcherListener listener,
      Runnable wake) {
    this.rollup = rollup;
    this.ports = ports;
    this.manager = manager;
    this.listener = listener;
    this.queue = new TxQueue<>(ports.sender(), config.maxPendingTransactions(), wake);
  }

  /** Whether no transaction is in flight. */
  boolean isIdle() {
    return queue.isEmpty();
  }

  /** When the next transaction may be sent: there is a pause after failures. */
  long resumeAt() {
    return resumeAt;
  }

  /** Cancels the transactions in flight. */
  void cancelAll() {
    queue.cancelAll();
  }

  /** Sends what is ready, as far as there is room. */
  void publish(Urgency urgency) {
    if (!mayPublish()) {
      return;
    }
    long tip = ports.l1().blockNumber();
    while (queue.hasRoom()) {
      TxData data = manager.nextTxData(tip, urgency);
      if (data == null) {
        return;
      }
      listener.onSubmitted(data);
      queue.send(new Ref(data.id(), data.blobs()), candidate(data));
    }
  }

  private boolean mayPublish() {
    boolean waits = blockedBlobs != null || unblocking;
    if (waits && !queue.isEmpty()) {
      return false;
    }
    unblocking = false;
    Boolean blocked = blockedBlobs;
    if (blocked != null) {
      blockedBlobs = null;
      unblock(blocked);
      return false;
    }
    return queue.hasRoom();
  }

  /**
   * A pool does not mix transactions with and without blobs of one account. When one of the other
   * kind is pending, perhaps from an earlier configuration, an empty one of its kind replaces it.
   */
  private void unblock(boolean triedBlobs) {
    unblocking = true;
    LOG.warn("replacing a pending transaction {} blobs", triedBlobs ? "without" : "with");
    List<Bytes> blobs = triedBlobs ? List.of() : List.of(Bytes.wrap(new byte[Kzg.BLOB_BYTES]));
    queue.send(new Ref(null, !triedBlobs), toInbox(Bytes.EMPTY, blobs));
  }

  private TxCandidate candidate(TxData data) {
    if (data.blobs()) {
      List<Bytes> blobs =
          data.blobData().stream().map(d -> Bytes.wrap(BlobEncoding.encode(d))).toList();
      return toInbox(Bytes.EMPTY, blobs);
    }
    return toInbox(data.callData(), List.of());
  }

  private TxCandidate toInbox(Bytes data, List<Bytes> blobs) {
    return new TxCandidate(
        rollup.batchInbox(), UInt256.ZERO, data, blobs, GasRules.dataTransaction(data));
  }

  /**
   * Takes the results of the transactions in flight.
   *
   * @return whether there were any
   */
  boolean takeResults(long now) {
    List<TxQueue.Result<Ref>> results = queue.takeResults();
    for (TxQueue.Result<Ref> result : results) {
      switch (result.outcome()) {
        case TxOutcome.Confirmed confirmed -> onConfirmed(result.id(), confirmed.transaction());
        case TxOutcome.Failed failed -> onFailed(result.id(), failed, now);
      }
    }
    return !results.isEmpty();
  }

  private void onConfirmed(Ref ref, MinedTransaction transaction) {
    failures = 0;
    TxData.Id id = ref.id();
    if (id == null) {
      return;
    }
    ChannelManager.Confirmation outcome = manager.confirmed(id, transaction.block().number());
    LOG.debug("confirmed {} in L1 block {}: {}", id, transaction.block().number(), outcome);
    listener.onConfirmed(id, transaction, outcome);
  }

  private void onFailed(Ref ref, TxOutcome.Failed failed, long now) {
    if (failed.reason() == TxOutcome.Reason.INCOMPATIBLE_PENDING) {
      blockedBlobs = ref.blobs();
    }
    if (failed.reason() == TxOutcome.Reason.CANCELLED) {
      LOG.debug("batch tx cancelled: id={} hashes={}", ref.id(), failed.published());
    } else {
      resumeAt = now + Backoff.millis(failures++);
      LOG.warn(
          "batch tx failed: id={} reason={} hashes={} cause: {}",
          ref.id(),
          failed.reason(),
          failed.published(),
          failed.cause());
    }
    TxData.Id id = ref.id();
    if (id != null) {
      manager.failed(id);
      listener.onFailed(id, failed.cause());
    }
  }
}
