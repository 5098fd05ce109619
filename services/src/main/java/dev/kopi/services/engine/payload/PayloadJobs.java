package dev.kopi.services.engine.payload;

import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.services.lifecycle.Mailbox;
import dev.kopi.services.lifecycle.RoleHealth;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The payloads that are being built. A payload starts as a block of the forced transactions only.
 * The builder's thread then builds it with the pool, and rebuilds it while the pool changes, until
 * it is fetched or a newer payload starts.
 */
public final class PayloadJobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PayloadJobs.class);

  /** A payload is rebuilt as it is fetched if the last build was quicker than this. */
  private static final long QUICK_BUILD_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

  private static final int MAX_WAITING = 64;
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final PayloadBuilder builder;
  private final TransactionSource pool;
  private final int maxJobs;
  private final long rebuildMillis;
  private final Sha256 sha256;
  private final Mailbox thread;
  private final ScheduledThreadPoolExecutor alarm;
  private final Map<PayloadId, PayloadJob> jobs = new LinkedHashMap<>();
  private volatile @Nullable PayloadJob newest;

  /**
   * No jobs.
   *
   * @param name of the engine, for thread names
   * @param maxJobs the most jobs that are kept; a further one evicts the oldest
   * @param rebuildMillis how often a payload is rebuilt while the pool changes
   */
  public PayloadJobs(
      PayloadBuilder builder,
      TransactionSource pool,
      Sha256 sha256,
      String name,
      int maxJobs,
      long rebuildMillis,
      RoleHealth health) {
    this.builder = builder;
    this.pool = pool;
    this.maxJobs = maxJobs;
    this.rebuildMillis = rebuildMillis;
    this.sha256 = sha256;
    this.thread = new Mailbox(name + "-builder", MAX_WAITING, health);
    this.alarm =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name(name + "-rebuild").daemon(true).factory());
  }

  /**
   * Starts a payload, or finds the one that these attributes started before.
   *
   * @throws PayloadBuilder.UnbuildableException when a forced transaction cannot be in it
   */
  public PayloadId begin(int version, PayloadDraft draft, PayloadAttributes attributes) {
    PayloadId id = id(version, draft.header().parentHash(), attributes);
    PayloadJob known = job(id);
    if (known != null) {
      return id;
    }
    PayloadJob job = new PayloadJob(id, draft, builder.build(draft, false));
    synchronized (jobs) {
      jobs.put(id, job);
      if (jobs.size() > maxJobs) {
        jobs.remove(jobs.keySet().iterator().next());
      }
    }
    newest = job;
    if (!draft.noTxPool()) {
      thread.execute(() -> improve(job));
    }
    return id;
  }

  /** The payload, or null when the ID is unknown. */
  public @Nullable PayloadJob job(PayloadId id) {
    synchronized (jobs) {
      return jobs.get(id);
    }
  }

  /** Seals a payload and returns its block. */
  public PayloadBuilder.Built take(PayloadJob job) {
    if (!job.isSealed() && !job.isCurrent(pool.version())) {
      boolean quick = job.buildNanos() < QUICK_BUILD_NANOS;
      if (quick) {
        thread.call(
            () -> {
              rebuild(job);
              return true;
            },
            DEADLINE);
      }
    }
    return job.seal();
  }

  /** Builds a block without keeping a job. */
  public PayloadBuilder.Built once(PayloadDraft draft) {
    return thread.call(() -> builder.build(draft, true), DEADLINE);
  }

  private void improve(PayloadJob job) {
    if (job.isSealed() || newest != job) {
      return;
    }
    rebuild(job);
    try {
      alarm.schedule(
          () -> thread.execute(() -> improve(job)), rebuildMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The engine is closing.
    }
  }

  private void rebuild(PayloadJob job) {
    if (job.isSealed() || job.isCurrent(pool.version())) {
      return;
    }
    long start = System.nanoTime();
    try {
      job.improve(builder.build(job.draft(), true), System.nanoTime() - start);
    } catch (RuntimeException e) {
      LOG.error("cannot rebuild a payload; keeping the last block", e);
    }
  }

  /** The payload ID: a hash of parent and attributes, with the version in the first byte. */
  private PayloadId id(int version, Hash parent, PayloadAttributes attributes) {
    RlpWriter out = new RlpWriter(512).startList();
    out.hash(parent).number(attributes.timestampSeconds()).hash(attributes.prevRandao());
    out.address(attributes.suggestedFeeRecipient());
    List<Withdrawal> withdrawals = attributes.withdrawals();
    out.startList();
    if (withdrawals != null) {
      withdrawals.forEach(one -> out.raw(one.encode().unsafeArray()));
    }
    out.endList();
    Hash beaconRoot = attributes.parentBeaconBlockRoot();
    out.bytes(beaconRoot == null ? Bytes.EMPTY : beaconRoot.toBytes());
    out.number(attributes.noTxPool() ? 1 : 0).startList();
    List<Bytes> transactions = attributes.transactions();
    if (transactions != null) {
      transactions.forEach(out::bytes);
    }
    out.endList();
    optional(out, attributes.gasLimit());
    Bytes params = attributes.eip1559Params();
    out.bytes(params == null ? Bytes.EMPTY : params);
    optional(out, attributes.minBaseFee());
    long hash = BigEndian.getLong(sha256.hash(out.endList().toArray()), 0);
    return new PayloadId(hash & 0x00ff_ffff_ffff_ffffL | (long) version << 56);
  }

  private static void optional(RlpWriter out, @Nullable Long value) {
    out.startList();
    if (value != null) {
      out.number(value);
    }
    out.endList();
  }

  @Override
  public void close() {
    alarm.shutdownNow();
    thread.close();
  }
}
