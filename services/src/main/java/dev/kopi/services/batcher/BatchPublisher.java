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
 * Sends the transactions that the channel manager has ready, and reports their results to it.
 * Called by the publishing thread; receipts come from the threads of the transactions.
 */
final class BatchPublisher implements TxQueue.Results<BatchPublisher.Ref> {
  private static final Logger LOG = LoggerFactory.getLogger(BatchPublisher.class);

  /** The ID of a transaction, null for a cancellation, and whether it has blobs. */
  record Ref(TxData.@Nullable Id id, boolean blobs) {}

  private final BatcherContext context;
  private final BooleanSupplier running;
  private final TxQueue<Ref> queue;
  private volatile @Nullable Boolean blockedBlobs;

  /**
   * A publisher that has sent nothing.
   *
   * @param running whether failures are logged as warnings
   */
  BatchPublisher(BatcherContext context, BooleanSupplier running) {
    this.context = context;
    this.running = running;
    this.queue =
        new TxQueue<>(context.transactions(), context.config().maxPendingTransactions(), this);
  }

  /** Cancels the transactions in flight. */
  void cancelAll() {
    queue.cancelAll();
  }

  /** Waits until no transaction is in flight. */
  void await() throws InterruptedException {
    queue.await();
  }

  /**
   * Sends the next transaction, once there is a free slot; false when there is none to send.
   *
   * @throws InterruptedException while waiting for a slot
   */
  boolean publish(Urgency urgency) throws InterruptedException {
    Boolean blocked = blockedBlobs;
    if (blocked != null) {
      unblock(blocked);
    }
    // Frames are chosen after the reservation, so that they stay in order when one fails.
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
    context.listener().onSubmitted(data);
    queue.send(new Ref(data.id(), data.blobs()), candidate(data), reservation);
    return true;
  }

  private @Nullable TxData nextData(Urgency urgency) {
    long tip = context.transactions().l1().blockNumber();
    synchronized (context.manager()) {
      return context.manager().nextTxData(tip, urgency);
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
        context.rollup().batchInbox(), UInt256.ZERO, data, blobs, GasRules.dataTransaction(data));
  }

  /**
   * A pool does not mix transactions with and without blobs of one account. When one of the other
   * kind is pending, perhaps from an earlier configuration, an empty one of its kind replaces it.
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
    synchronized (context.manager()) {
      outcome = context.manager().confirmed(id, transaction.block().number());
    }
    LOG.debug("confirmed {} in L1 block {}: {}", id, transaction.block().number(), outcome);
    context.listener().onConfirmed(id, transaction, outcome);
    context.signals().offer(Urgency.NORMAL);
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
    synchronized (context.manager()) {
      context.manager().failed(id);
    }
    if (running.getAsBoolean()) {
      LOG.warn("not sent {}: {}", id, failure.getMessage());
    }
    context.listener().onFailed(id, String.valueOf(failure.getMessage()));
  }
}
