package dev.kopi.services.lifecycle;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of one role: which of its threads fail, and whether it has ended for good. For any
 * thread.
 */
public final class RoleHealth {
  private static final Logger LOG = LoggerFactory.getLogger(RoleHealth.class);

  /** Made while there is memory, for an end that has none left. */
  private static final End OUT_OF_MEMORY = new End("a thread", new OutOfMemoryError());

  private final String role;
  private final ConcurrentMap<String, String> failing = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, String> lastFailures = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> failures = new ConcurrentHashMap<>();
  private final CompletableFuture<End> end = new CompletableFuture<>();

  /**
   * Why a role ended.
   *
   * @param thread the thread that could not go on
   * @param cause what it failed with
   */
  public record End(String thread, Throwable cause) {}

  /** A healthy role. */
  public RoleHealth(String role) {
    this.role = role;
  }

  /** The name of the role, such as {@code node}. */
  public String role() {
    return role;
  }

  /** A thread failed and is going to try again. */
  void failing(String thread, Throwable cause, long retryMillis) {
    count(thread);
    String before = failing.put(thread, describe(cause));
    if (before == null || !before.equals(describe(cause))) {
      LOG.error("{} failed, retrying in {} ms", thread, retryMillis, cause);
    } else {
      LOG.warn("{} failed again, retrying in {} ms: {}", thread, retryMillis, describe(cause));
    }
  }

  /**
   * Work that others do not depend on failed, such as that for one connection: it is logged and
   * counted, and the role goes on.
   *
   * @param thread the name of the thread, which it shares with others of its kind
   */
  public void failed(String thread, Throwable cause) {
    count(thread);
    String what = describe(cause);
    if (what.equals(lastFailures.put(thread, what))) {
      LOG.warn("{} failed again: {}", thread, what);
    } else {
      LOG.error("{} failed", thread, cause);
    }
  }

  /** A thread that failed did its work again. */
  void recovered(String thread) {
    if (failing.remove(thread) != null) {
      LOG.info("{} recovered", thread);
    }
  }

  /**
   * A part of the role does not do its work although its thread runs, since something outside does
   * not answer. The caller logs it.
   *
   * @param part the name of the part, not that of a thread
   */
  public void impaired(String part, String reason) {
    failing.put(part, reason);
  }

  /** A part does its work again. */
  public void restored(String part) {
    failing.remove(part);
  }

  /** The role cannot go on. The first reason counts. May be called when memory has run out. */
  public void end(String thread, Throwable cause) {
    try {
      count(thread);
      LOG.error("{} cannot go on, the {} ends", thread, role, cause);
    } catch (Throwable unreported) {
      // Memory may have run out: the end itself matters more than its report.
    }
    End reason = OUT_OF_MEMORY;
    try {
      reason = new End(thread, cause);
    } catch (OutOfMemoryError e) {
      // The prepared reason serves.
    }
    end.complete(reason);
  }

  private void count(String thread) {
    failures.computeIfAbsent(thread, name -> new LongAdder()).increment();
  }

  private static String describe(Throwable cause) {
    String message = cause.getMessage();
    String type = cause.getClass().getSimpleName();
    return message == null ? type : type + ": " + message;
  }

  /** Whether no thread fails and the role goes on. */
  public boolean isHealthy() {
    return failing.isEmpty() && !end.isDone();
  }

  /** The threads and parts that fail and why, by name. */
  public Map<String, String> failing() {
    return new TreeMap<>(failing);
  }

  /** How often each thread has failed, by name. */
  public Map<String, Long> failures() {
    Map<String, Long> counts = new TreeMap<>();
    failures.forEach((thread, count) -> counts.put(thread, count.sum()));
    return counts;
  }

  /** Why the role ended, or null while it goes on. */
  public @Nullable End ended() {
    return end.getNow(null);
  }

  /** Completes when the role cannot go on. */
  public CompletableFuture<End> whenEnded() {
    return end.copy();
  }

  /** One line for health checks: {@code ok}, or what is wrong. */
  public String summary() {
    End ended = ended();
    if (ended != null) {
      return role + " ended: " + ended.thread() + ": " + describe(ended.cause());
    }
    Map<String, String> broken = failing();
    return broken.isEmpty() ? "ok" : role + " fails: " + broken;
  }
}
