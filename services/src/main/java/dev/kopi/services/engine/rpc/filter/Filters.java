package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Caller;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The installed filters. One that is not polled for five minutes ends. For any thread. */
final class Filters {
  static final Duration LIFETIME = Duration.ofMinutes(5);

  private final CallerQuota quota;
  private final InstantSource time;
  private final RandomGenerator random;

  /** The one that is not used for the longest time is first. */
  private final Map<String, Installed> filters = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Installed {
    final Filter filter;
    final Runnable release;
    long usedMillis;

    Installed(Filter filter, Runnable release, long nowMillis) {
      this.filter = filter;
      this.release = release;
      this.usedMillis = nowMillis;
    }
  }

  /**
   * No filters yet.
   *
   * @param random makes IDs that cannot be guessed
   */
  Filters(CallerQuota quota, InstantSource time, RandomGenerator random) {
    this.quota = quota;
    this.time = time;
    this.random = random;
  }

  /**
   * Installs a filter and returns its ID.
   *
   * @throws RpcException when the caller holds too much
   */
  synchronized String install(Caller caller, Filter filter) {
    long now = time.millis();
    Iterator<Installed> oldest = filters.values().iterator();
    while (oldest.hasNext() && endIfExpired(oldest.next(), now)) {
      oldest.remove();
    }
    Runnable release = quota.take(caller, filter.bytes());
    String id = JsonValues.hex(random.nextLong() | Long.MIN_VALUE);
    Installed before = filters.put(id, new Installed(filter, release, now));
    if (before != null) {
      before.release.run();
    }
    return id;
  }

  private static boolean endIfExpired(Installed installed, long now) {
    boolean expired = now - installed.usedMillis > LIFETIME.toMillis();
    if (expired) {
      installed.release.run();
    }
    return expired;
  }

  /** A filter, which is used now, or null when there is none. */
  synchronized @Nullable Filter use(String id) {
    Installed found = filters.get(id);
    long now = time.millis();
    if (found == null || endIfExpired(found, now)) {
      filters.remove(id);
      return null;
    }
    found.usedMillis = now;
    return found.filter;
  }

  /** Ends a filter; false when there was none. */
  synchronized boolean remove(String id) {
    Installed found = filters.remove(id);
    if (found != null) {
      found.release.run();
    }
    return found != null;
  }
}
