package dev.kopi.services.engine;

import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
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
 * The payloads that are being built. A payload begins as a block of the forced transactions alone;
 * the builder's thread then builds it with the pool, and anew while the pool changes, until it is
 * taken or a newer one begins.
 */
final class PayloadJobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PayloadJobs.class);

  /** When a build takes no longer than this, a payload is built once more as it is taken. */
  private static final long QUICK_BUILD_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

  private final BlockBuilder builder;
  private final TransactionSource pool;
  private final EngineConfig config;
  private final Sha256 sha256;
  private final Mailbox thread;
  private final ScheduledThreadPoolExecutor alarm;
  private final Map<PayloadId, PayloadJob> jobs = new LinkedHashMap<>();
  private volatile @Nullable PayloadJob newest;

  PayloadJobs(BlockBuilder builder, TransactionSource pool, EngineConfig config, Sha256 sha256) {
    this.builder = builder;
    this.pool = pool;
    this.config = config;
    this.sha256 = sha256;
    this.thread = new Mailbox(config.name() + "-builder");
    this.alarm =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name(config.name() + "-rebuild").daemon(true).factory());
  }

  /**
   * Begins a payload, or finds the one that these attributes began already.
   *
   * @throws BlockBuilder.UnbuildableException when a forced transaction cannot be in it
   */
  PayloadId begin(int version, PayloadDraft draft, PayloadAttributes attributes) {
    PayloadId id = id(version, draft.header().parentHash(), attributes);
    PayloadJob known = job(id);
    if (known != null) {
      return id;
    }
    PayloadJob job = new PayloadJob(id, draft, thread.ask(() -> builder.build(draft, false)));
    synchronized (jobs) {
      jobs.put(id, job);
      if (jobs.size() > config.maxPayloadJobs()) {
        jobs.remove(jobs.keySet().iterator().next());
      }
    }
    newest = job;
    if (!draft.noTxPool()) {
      thread.tell(() -> improve(job));
    }
    return id;
  }

  /** The payload, or null when none has this id. */
  @Nullable PayloadJob job(PayloadId id) {
    synchronized (jobs) {
      return jobs.get(id);
    }
  }

  /** Ends building a payload and answers its block. */
  BlockBuilder.Built take(PayloadJob job) {
    if (!job.isSealed() && !job.isCurrent(pool.version())) {
      boolean quick = job.buildNanos() < QUICK_BUILD_NANOS;
      if (quick) {
        thread.ask(() -> {
          rebuild(job);
          return true;
        });
      }
    }
    return job.seal();
  }

  /** Builds a payload that nobody will ask for again. */
  BlockBuilder.Built once(PayloadDraft draft) {
    return thread.ask(() -> builder.build(draft, true));
  }

  private void improve(PayloadJob job) {
    if (job.isSealed() || newest != job) {
      return;
    }
    rebuild(job);
    try {
      alarm.schedule(
          () -> thread.tell(() -> improve(job)), config.rebuildMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The engine closes.
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
      LOG.error("building a payload with the pool failed; it stays as it is", e);
    }
  }

  /** Eight bytes over all that the payload depends on; the first one tells the version. */
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
