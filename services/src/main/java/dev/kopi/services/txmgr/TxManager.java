package dev.kopi.services.txmgr;

import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.transaction.BlobSidecar;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.FeeMarket;
import dev.kopi.core.txmgr.FeePolicy;
import dev.kopi.core.txmgr.Fees;
import dev.kopi.services.txmgr.SendFailedException.Reason;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Sends the transactions of one account. Assigns nonces in the order of the calls; each transaction
 * then has a thread until it is confirmed.
 *
 * <p>When one fails, its nonce stays unused and the later ones cannot be included. So after a
 * failure all transactions in flight must be cancelled and sent again, see {@link TxQueue}.
 */
public final class TxManager implements AutoCloseable {
  private final EthClient l1;
  private final UInt256 chainId;
  private final Signer signer;
  private final Crypto crypto;
  private final TxManagerConfig config;
  private final InstantSource clock;
  private final TxListener listener;
  private final Object nonceLock = new Object();
  private final NavigableSet<Long> pending = new ConcurrentSkipListSet<>();
  private @Nullable Long nextNonce;
  private volatile boolean closed;

  /**
   * A manager for one account.
   *
   * @param chainId the chain ID of L1
   */
  public TxManager(
      EthClient l1,
      UInt256 chainId,
      Signer signer,
      Crypto crypto,
      TxManagerConfig config,
      InstantSource clock,
      TxListener listener) {
    this.l1 = l1;
    this.chainId = chainId;
    this.signer = signer;
    this.crypto = crypto;
    this.config = config;
    this.clock = clock;
    this.listener = listener;
  }

  /** The account. */
  public Address address() {
    return signer.address();
  }

  /** How many transactions are in flight. */
  public int pending() {
    return pending.size();
  }

  /** The L1 node. */
  public EthClient l1() {
    return l1;
  }

  /**
   * Sends a transaction and waits until it is confirmed, successful or not.
   *
   * @throws SendFailedException when it fails for good
   */
  public MinedTransaction send(TxCandidate candidate) {
    PendingTransaction pendingTransaction = begin(candidate);
    try {
      return await(pendingTransaction);
    } finally {
      pending.remove(pendingTransaction.nonce());
    }
  }

  /**
   * Prepares a transaction and assigns its nonce before it returns; publishes and monitors it in
   * the background.
   *
   * @return completes with the transaction or a {@link SendFailedException}; cancelling it abandons
   *     the transaction
   * @throws SendFailedException when it cannot be prepared
   */
  public CompletableFuture<MinedTransaction> sendAsync(TxCandidate candidate) {
    PendingTransaction pendingTransaction = begin(candidate);
    CompletableFuture<MinedTransaction> future = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .name("tx-" + pendingTransaction.nonce())
            .start(() -> {
              try {
                future.complete(await(pendingTransaction));
              } catch (RuntimeException e) {
                future.completeExceptionally(e);
              } finally {
                pending.remove(pendingTransaction.nonce());
              }
            });
    future.whenComplete((result, failure) -> {
      if (future.isCancelled()) {
        pendingTransaction.cancel();
        thread.interrupt();
      }
    });
    return future;
  }

  private MinedTransaction await(PendingTransaction pendingTransaction) {
    try {
      return pendingTransaction.run();
    } catch (RuntimeException e) {
      resetNonce();
      throw e;
    }
  }

  private PendingTransaction begin(TxCandidate candidate) {
    if (closed) {
      throw new SendFailedException(Reason.CANCELLED, "the transaction manager is closed");
    }
    try {
      return prepare(candidate);
    } catch (RpcTransportException | DecodeException e) {
      resetNonce();
      throw new SendFailedException(
          Reason.NOT_PREPARED, "cannot prepare a transaction: " + e.getMessage(), e);
    } catch (RpcException e) {
      resetNonce();
      Reason reason =
          e.code() == RpcException.EXECUTION_REVERTED ? Reason.WOULD_REVERT : Reason.NOT_PREPARED;
      throw new SendFailedException(reason, "cannot prepare a transaction: " + e.text(), e);
    }
  }

  private PendingTransaction prepare(TxCandidate candidate) {
    Fees fees =
        switch (config.fees().first(market())) {
          case FeePolicy.Choice.Offer offer -> offer.fees();
          case FeePolicy.Choice.Refused refused ->
              throw new SendFailedException(
                  Reason.FEES_TOO_HIGH, "the fees of L1 exceed the limits: " + refused.reason());
        };
    BlobSidecar sidecar = null;
    List<Hash> hashes = List.of();
    if (!candidate.blobs().isEmpty()) {
      boolean cells = clock.millis() / 1000 >= config.cellProofsFromSeconds();
      sidecar = SidecarBuilder.build(crypto, candidate.blobs(), cells);
      hashes = SidecarBuilder.versionedHashes(crypto, sidecar);
    }
    long gas = candidate.gasLimit();
    if (gas == 0) {
      gas = l1.estimateGas(message(candidate, fees, hashes));
    }
    long nonce = assignNonce();
    try {
      return new PendingTransaction(this, candidate, sidecar, hashes, nonce, gas, fees);
    } catch (RuntimeException e) {
      pending.remove(nonce);
      throw e;
    }
  }

  CallMessage message(TxCandidate candidate, Fees fees, List<Hash> hashes) {
    return new CallMessage(
        signer.address(), candidate.to(), candidate.value(), candidate.data(), null, fees, hashes);
  }

  /** The current fees of L1. */
  FeeMarket market() {
    Header head = l1.header(EthClient.LATEST);
    UInt256 baseFee = head == null ? null : head.baseFeePerGas();
    if (baseFee == null) {
      throw new DecodeException("the L1 head has no base fee");
    }
    return new FeeMarket(l1.suggestTip(), baseFee, l1.blobBaseFee());
  }

  private long assignNonce() {
    synchronized (nonceLock) {
      long nonce = nextNonce == null ? l1.nonce(signer.address(), EthClient.LATEST) : nextNonce;
      nextNonce = nonce + 1;
      pending.add(nonce);
      return nonce;
    }
  }

  /** Whether a transaction with a lower nonce is in flight. */
  boolean hasPendingBefore(long nonce) {
    return pending.lower(nonce) != null;
  }

  /** Reads the next nonce from L1 again. */
  void resetNonce() {
    synchronized (nonceLock) {
      nextNonce = null;
    }
  }

  UInt256 chainId() {
    return chainId;
  }

  Signer signer() {
    return signer;
  }

  TxManagerConfig config() {
    return config;
  }

  InstantSource clock() {
    return clock;
  }

  TxListener listener() {
    return listener;
  }

  boolean isClosed() {
    return closed;
  }

  /** Refuses new transactions, and abandons those that are not in a block. */
  @Override
  public void close() {
    closed = true;
  }
}
