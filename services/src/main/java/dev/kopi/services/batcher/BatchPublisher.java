package dev.kopi.services.batcher;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.core.batcher.BlobEncoding;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.batcher.ChannelManager.Urgency;
import dev.kopi.core.batcher.TxData;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.GasRules;
import dev.kopi.services.txmgr.SendFailedException;
import dev.kopi.services.txmgr.TxCandidate;
import dev.kopi.services.txmgr.TxQueue;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the channel manager has ready, and tells it what became of it. Called by the thread
 * that publishes; receipts come in on the threads that follow the transactions.
 */
final class BatchPublisher implements TxQueue.Results<BatchPublisher.Ref> {
  private static final Logger LOG = LoggerFactory.getLogger(BatchPublisher.class);

  /** What carries a transaction's data, to tell the kinds apart when one blocks the other. */
  record Ref(TxData.@Nullable Id id, boolean blobs) {}

  private final BatcherParts parts;
  private final BooleanSupplier running;
  private final TxQueue<Ref> queue;
  private volatile @Nullable Boolean blockedBlobs;

  /**
   * Nothing is sent yet.
   *
   * @param running whether failures are worth a warning
   */
  BatchPublisher(BatcherParts parts, BooleanSupplier running) {
    this.parts = parts;
    this.running = running;
    this.queue = new TxQueue<>(parts.transactions(), parts.config().maxPendingTransactions(), this);
  }

  /** Gives up what is on its way. */
  void cancelAll() {
    queue.cancelAll();
  }

  /** Waits until nothing is on its way. */
  void await() throws InterruptedException {
    queue.await();
  }

  /**
   * Sends the next transaction, once there is room for it; false when there is none.
   *
   * @throws InterruptedException while waiting for room
   */
  boolean publish(Urgency urgency) throws InterruptedException {
    Boolean blocked = blockedBlobs;
    if (blocked != null) {
      unblock(blocked);
    }
    // Frames are chosen once there is room for them, so that they stay in order when one fails.
    long reservation = queue.reserve();
    TxData data = null;
    try {
      data = nextData(urgency);
    } finally {
      if (data == null) {
        queue.giveBack();
      }
    }
    if (data == null) {
      return false;
    }
    parts.listener().onSubmitted(data);
    queue.send(new Ref(data.id(), data.blobs()), candidate(data), reservation);
    return true;
  }

  private @Nullable TxData nextData(Urgency urgency) {
    long tip = parts.transactions().l1().blockNumber();
    synchronized (parts.manager()) {
      return parts.manager().nextTxData(tip, urgency);
    }
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
        parts.rollup().batchInbox(), UInt256.ZERO, data, blobs, GasRules.dataTransaction(data));
  }

  /**
   * A pool keeps transactions with and without blobs of one account apart. One of the other kind is
   * in the way, perhaps from an earlier configuration: an empty one of its kind replaces it.
   */
  private void unblock(boolean triedBlobs) throws InterruptedException {
    blockedBlobs = null;
    LOG.warn("replacing a pending transaction {} blobs", triedBlobs ? "without" : "with");
    List<Bytes> blobs =
        triedBlobs ? List.of() : List.of(Bytes.wrap(new byte[BlobEncoding.BLOB_SIZE]));
    queue.send(new Ref(null, !triedBlobs), toInbox(Bytes.EMPTY, blobs));
    queue.await();
  }

  @Override
  public void confirmed(Ref ref, MinedTransaction transaction) {
    TxData.Id id = ref.id();
    if (id == null) {
      return;
    }
    ChannelManager.Confirmation outcome;
    synchronized (parts.manager()) {
      outcome = parts.manager().confirmed(id, transaction.block().number());
    }
    LOG.debug("confirmed {} in L1 block {}: {}", id, transaction.block().number(), outcome);
    parts.listener().onConfirmed(id, transaction, outcome);
    parts.signals().offer(Urgency.NORMAL);
  }

  @Override
  public void failed(Ref ref, SendFailedException failure) {
    if (failure.reason() == SendFailedException.Reason.INCOMPATIBLE_PENDING) {
      blockedBlobs = ref.blobs();
    }
    TxData.Id id = ref.id();
    if (id == null) {
      return;
    }
    synchronized (parts.manager()) {
      parts.manager().failed(id);
    }
    if (running.getAsBoolean()) {
      LOG.warn("not sent {}: {}", id, failure.getMessage());
    }
    parts.listener().onFailed(id, String.valueOf(failure.getMessage()));
  }
}
