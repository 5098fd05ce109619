package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.HeldBytes;
import java.util.HashMap;
import java.util.Map;

/**
 * What callers hold in the server between their calls: filters and subscriptions, by number and
 * bytes, for each caller and in all. For any thread.
 */
public final class CallerQuota {
  private final Limits limits;
  private final Map<String, Held> held = new HashMap<>();
  private int allItems;
  private long allBytes;

  /**
   * The limits.
   *
   * @param items the most items of one caller
   * @param bytes the most bytes of one caller
   * @param allItems the most items of all callers
   * @param allBytes the most bytes of all callers
   */
  public record Limits(int items, long bytes, int allItems, long allBytes) {
    /** For public ports. A caller may be a proxy with many users behind it. */
    public static final Limits PUBLIC = new Limits(2_048, 8 << 20, 16_384, 64 << 20);
  }

  private static final class Held {
    int items;
    long bytes;
  }

  /** Nothing is held yet. */
  public CallerQuota(Limits limits) {
    this.limits = limits;
  }

  /**
   * Reserves one item.
   *
   * @return releases it; to be called once
   * @throws RpcException when a limit is reached
   */
  synchronized Runnable take(Caller caller, long bytes) {
    Held own = held.getOrDefault(caller.client(), new Held());
    if (own.items >= limits.items() || own.bytes + bytes > limits.bytes()) {
      throw new RpcException(
          RpcException.LIMIT_EXCEEDED, "you hold too many filters and subscriptions");
    }
    if (allItems >= limits.allItems() || allBytes + bytes > limits.allBytes()) {
      throw new RpcException(
          RpcException.LIMIT_EXCEEDED, "too many filters and subscriptions are installed");
    }
    held.put(caller.client(), own);
    add(own, 1, bytes);
    return () -> give(caller.client(), bytes);
  }

  private synchronized void give(String client, long bytes) {
    Held own = held.get(client);
    if (own == null) {
      throw new IllegalStateException(client + " holds nothing");
    }
    add(own, -1, -bytes);
    if (own.items == 0) {
      held.remove(client);
    }
  }

  private void add(Held own, int items, long bytes) {
    own.items += items;
    own.bytes += bytes;
    allItems += items;
    allBytes += bytes;
  }

  /** The number of items of all callers. */
  synchronized int items() {
    return allItems;
  }

  /** The bytes of all callers. */
  synchronized long bytes() {
    return allBytes;
  }

  /** What all filters and subscriptions hold. */
  public HeldBytes held() {
    return new HeldBytes("filters", bytes(), limits.allBytes());
  }
}
