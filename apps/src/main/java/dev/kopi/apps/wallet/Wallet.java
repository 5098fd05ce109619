package dev.kopi.apps.wallet;

import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.ecdsa.Secp256k1Signature;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one key on one chain. Not for use by several threads, and not beside another
 * sender with the same key.
 */
public final class Wallet {
  /** The number of pending transactions at a time: nodes keep 16 of one account in any case. */
  private static final int WINDOW = 16;

  private static final Duration POLL = Duration.ofMillis(200);

  private final EthClient chain;
  private final PrivateKey key;
  private final Secp256k1 secp256k1;
  private final InstantSource clock;
  private final Duration timeout;
  private final UInt256 chainId;
  private final Address address;

  /**
   * A wallet.
   *
   * @param chain a node of the chain
   * @param key signs
   * @param timeout how long to wait for a transaction to be mined before raising its fee; after
   *     three times that it fails
   */
  public Wallet(
      EthClient chain, PrivateKey key, Secp256k1 secp256k1, InstantSource clock, Duration timeout) {
    this.chain = chain;
    this.key = key;
    this.secp256k1 = secp256k1;
    this.clock = clock;
    this.timeout = timeout;
    this.chainId = chain.chainId();
    this.address = secp256k1.address(key);
  }

  /** The account. */
  public Address address() {
    return address;
  }

  /** The chain's id. */
  public UInt256 chainId() {
    return chainId;
  }

  /** The node. */
  public EthClient chain() {
    return chain;
  }

  /**
   * Sends a transaction and waits until it is in a block.
   *
   * @throws SendFailed when it would fail, does not get into a block, or failed there
   */
  public MinedTransaction send(Outgoing outgoing) {
    List<MinedTransaction> mined = new ArrayList<>();
    sendAll(chain.nonce(address, EthClient.LATEST), List.of(outgoing), mined::add);
    return mined.get(0);
  }

  /**
   * Sends transactions one after another, without waiting for each, until all are in blocks.
   *
   * @param firstNonce the nonce of the first
   * @param onMined receives each mined transaction, in order
   * @throws SendFailed when one would fail, does not get into a block, or failed there
   */
  public void sendAll(
      long firstNonce, List<Outgoing> outgoing, Consumer<MinedTransaction> onMined) {
    Map<Long, List<Hash>> sent = new HashMap<>();
    long end = firstNonce + outgoing.size();
    long confirmed = firstNonce;
    long next = firstNonce;
    int raises = 0;
    Instant lastProgress = clock.instant();
    while (confirmed < end) {
      long mined = Math.min(end, chain.nonce(address, EthClient.LATEST));
      while (confirmed < mined) {
        MinedTransaction transaction = find(sent.getOrDefault(confirmed, List.of()));
        if (transaction == null) {
          if (clock.instant().isAfter(lastProgress.plus(timeout))) {
            throw new SendFailed(
                title(outgoing, confirmed - firstNonce)
                    + ": another transaction of "
                    + address
                    + " took its nonce "
                    + confirmed);
          }
          break;
        }
        check(outgoing.get((int) (confirmed - firstNonce)), transaction);
        onMined.accept(transaction);
        confirmed++;
        raises = 0;
        lastProgress = clock.instant();
      }
      if (confirmed < end
          && clock.instant().isAfter(lastProgress.plus(timeout.multipliedBy(raises + 1L)))) {
        raises++;
        String title = title(outgoing, confirmed - firstNonce);
        if (raises == 3) {
          throw new SendFailed(
              title + ": not in a block after " + timeout.multipliedBy(3).toSeconds() + " s");
        }
        next = confirmed;
      }
      if (next < Math.min(end, confirmed + WINDOW)) {
        Offer offer = offer(raises);
        for (; next < Math.min(end, confirmed + WINDOW); next++) {
          Outgoing one = outgoing.get((int) (next - firstNonce));
          sent.computeIfAbsent(next, nonce -> new ArrayList<>()).add(post(one, next, offer));
        }
      } else if (confirmed < end) {
        sleep();
      }
    }
  }

  private static String title(List<Outgoing> outgoing, long index) {
    return outgoing.get((int) index).title();
  }

  /**
   * Waits until no earlier transaction of the account is pending, or the timeout is over.
   *
   * @return the nonce of the next transaction
   */
  public long settledNonce() {
    Instant start = clock.instant();
    while (true) {
      long mined = chain.nonce(address, EthClient.LATEST);
      if (chain.nonce(address, EthClient.PENDING) <= mined
          || clock.instant().isAfter(start.plus(timeout))) {
        return mined;
      }
      sleep();
    }
  }

  private @Nullable MinedTransaction find(List<Hash> candidates) {
    for (Hash hash : candidates) {
      MinedTransaction mined = chain.mined(hash);
      if (mined != null) {
        return mined;
      }
    }
    return null;
  }

  private static void check(Outgoing outgoing, MinedTransaction mined) {
    if (!mined.success()) {
      throw new SendFailed(outgoing.title() + ": the transaction failed: " + mined.hash());
    }
  }

  private Hash post(Outgoing outgoing, long nonce, Offer offer) {
    TransactionEnvelope envelope = sign(outgoing, nonce, gasLimit(outgoing), offer);
    try {
      chain.sendRaw(envelope.encoded());
    } catch (RpcException e) {
      if (!isKnownAlready(e)) {
        throw new SendFailed(outgoing.title() + ": the node refuses it: " + e.text(), e);
      }
    }
    return envelope.hash();
  }

  /** The node has the transaction, or one with as high a fee, in its pool or in a block. */
  private static boolean isKnownAlready(RpcException e) {
    String text = e.text().toLowerCase(Locale.ROOT);
    return text.contains("already known")
        || text.contains("already imported")
        || text.contains("underpriced")
        || text.contains("nonce too low");
  }

  private long gasLimit(Outgoing outgoing) {
    Long given = outgoing.gasLimit();
    if (given != null) {
      return given;
    }
    try {
      long estimate =
          chain.estimateGas(
              new CallMessage(
                  address,
                  outgoing.to(),
                  outgoing.value(),
                  outgoing.data(),
                  null,
                  null,
                  List.of()));
      return estimate + estimate / 4;
    } catch (RpcException e) {
      throw new SendFailed(outgoing.title() + ": it would fail: " + Reverts.explain(e), e);
    }
  }

  /** The fee caps: twice the base fee plus the tip, doubled for each raise. */
  private Offer offer(int raises) {
    Header head = chain.header(EthClient.LATEST);
    UInt256 baseFee = head == null ? null : head.baseFeePerGas();
    if (baseFee == null) {
      throw new SendFailed("the chain has no base fee: it is older than London");
    }
    UInt256 factor = UInt256.of(1L << raises);
    UInt256 tip = chain.suggestTip().multiply(factor);
    return new Offer(tip, baseFee.multiply(UInt256.of(2)).multiply(factor).add(tip));
  }

  private TransactionEnvelope sign(Outgoing outgoing, long nonce, long gasLimit, Offer offer) {
    Signature none = new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO);
    Hash hash = TransactionCodec.signingHash(transaction(outgoing, nonce, gasLimit, offer, none));
    Secp256k1Signature made = secp256k1.sign(hash, key);
    Signature signature = new Signature(UInt256.of(made.recoveryId()), made.r(), made.s());
    return TransactionEnvelope.of(transaction(outgoing, nonce, gasLimit, offer, signature));
  }

  private Transaction transaction(
      Outgoing outgoing, long nonce, long gasLimit, Offer offer, Signature signature) {
    return new Transaction.DynamicFee(
        chainId,
        nonce,
        offer.tip(),
        offer.feeCap(),
        gasLimit,
        outgoing.to(),
        outgoing.value(),
        outgoing.data(),
        List.of(),
        signature);
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SendFailed("interrupted", e);
    }
  }

  private record Offer(UInt256 tip, UInt256 feeCap) {}
}
