package dev.kopi.services.engine.rpc.send;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.rpc.chain.BlockReceipts;
import dev.kopi.services.engine.rpc.filter.ChainFeed;
import dev.kopi.services.engine.rpc.limit.Deadline;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code eth_sendRawTransactionSync}: sends a transaction and waits for its receipt. A call waits
 * on the virtual thread of its connection, woken by each change of the chain.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7966">EIP-7966</a>
 */
public final class SyncSendMethods {
  private static final int WAIT_EXPIRED = 4;

  private final Function<Bytes, Hash> submit;
  private final BlockReceipts receipts;
  private final ChainFeed feed;
  private final Limits limits;
  private final Semaphore places;

  /**
   * The limits of waiting calls.
   *
   * @param defaultWait the wait of a call that names none
   * @param maxWait the longest wait
   * @param calls the number of calls that wait at a time
   */
  public record Limits(Duration defaultWait, Duration maxWait, int calls) {
    /** As in go-ethereum, and at most 1,024 calls. */
    public static final Limits DEFAULT =
        new Limits(Duration.ofSeconds(20), Duration.ofMinutes(1), 1024);
  }

  /**
   * The method.
   *
   * @param submit adds a transaction to the pool or throws {@link RpcException}
   */
  public SyncSendMethods(
      Function<Bytes, Hash> submit, BlockReceipts receipts, ChainFeed feed, Limits limits) {
    this.submit = submit;
    this.receipts = receipts;
    this.feed = feed;
    this.limits = limits;
    this.places = new Semaphore(limits.calls());
  }

  /** Adds the method. */
  public void addTo(RpcMethods methods) {
    methods.add("eth_sendRawTransactionSync", this::send);
  }

  private JsonNode send(Params params) {
    Bytes transaction = params.bytes(0);
    Long asked = params.optional(1, JsonFields::asNumber);
    long waitMillis =
        asked == null || asked == 0
            ? limits.defaultWait().toMillis()
            : Math.min(asked, limits.maxWait().toMillis());
    if (!places.tryAcquire()) {
      throw new RpcException(
          RpcException.LIMIT_EXCEEDED, "too many calls wait for the receipts of transactions");
    }
    Semaphore woken = new Semaphore(0);
    Runnable stopWaking = feed.wakeOnBlocks(woken::release);
    try {
      Hash hash = submit.apply(transaction);
      JsonNode receipt = await(hash, woken, waitMillis);
      if (receipt == null) {
        throw new RpcException(
            WAIT_EXPIRED,
            "The transaction was added to the transaction pool but wasn't processed in "
                + Deadline.text(waitMillis),
            JsonValues.data(hash));
      }
      return receipt;
    } finally {
      stopWaking.run();
      places.release();
    }
  }

  private @Nullable JsonNode await(Hash hash, Semaphore woken, long waitMillis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    while (true) {
      JsonNode receipt = receipts.ofTransaction(hash);
      if (receipt != null) {
        return receipt;
      }
      try {
        if (!woken.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return null;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RpcException(RpcException.LIMIT_EXCEEDED, "the server stops");
      }
      woken.drainPermits();
    }
  }
}
