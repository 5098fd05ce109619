package dev.kopi.services.engine.payload;

import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.evm.CancelledException;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.services.lifecycle.Mailbox;
import dev.kopi.services.lifecycle.MailboxException;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The payloads that are being built. A payload starts as a block of the forced transactions only.
 * The builder's thread then builds it with the pool, and rebuilds it while the pool changes, until
 * it is fetched or a newer payload starts; a build that runs then is stopped.
 *
 * <p>Each build has a deadline, after which it is sealed with what it has. Fetching a payload takes
 * {@link Limits#takeMillis} at most, whatever the builder does.
 */
public final class PayloadJobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PayloadJobs.class);
  private static final int MAX_WAITING = 64;

  /** A bound on a build that its caller waits for: of forced transactions, or for tests. */
  private static final Duration BUILD_DEADLINE = Duration.ofSeconds(30);

  private final Builds builds;
  private final TransactionSource pool;
  private final Limits limits;
  private final Sha256 sha256;
  private final Mailbox thread;
  private final Timer timer;
  private final InstantSource clock;
  private final AtomicInteger beginning = new AtomicInteger();
  private final SequencedMap<PayloadId, PayloadJob> jobs = new LinkedHashMap<>();
  private volatile @Nullable PayloadJob newest;
  private volatile boolean closed;

  /**
   * Bounds in number and time.
   *
   * @param maxJobs the most jobs that are kept; a further one evicts the oldest
   * @param rebuildMillis how often a payload is rebuilt while the pool changes
   * @param buildMillis how long a build adds pool transactions
   * @param finalBuildMillis the same for a build while the payload is fetched; a payload whose last
   *     build took longer is not rebuilt then
   * @param takeMillis how long fetching a payload takes at most
   */
  public record Limits(
      int maxJobs, long rebuildMillis, long buildMillis, long finalBuildMillis, long takeMillis) {
    /** The defaults. */
    public static final Limits DEFAULT = new Limits(16, 200, 2000, 100, 1000);

    /** A copy with another number of jobs. */
    public Limits withMaxJobs(int jobs) {
      return new Limits(jobs, rebuildMillis, buildMillis, finalBuildMillis, takeMillis);
    }
  }

  /** Builds one block: {@link PayloadBuilder#build}. */
  @FunctionalInterface
  interface Builds {
    PayloadBuilder.Built build(PayloadDraft draft, boolean withPool, BuildControl control);
  }

  /**
   * No jobs.
   *
   * @param name of the engine, for its thread's name
   * @param timer for deadlines and rebuilds; the caller closes it
   * @param health of the role that the builder belongs to
   */
  public PayloadJobs(
      PayloadBuilder builder,
      TransactionSource pool,
      Sha256 sha256,
      String name,
      Limits limits,
      Timer timer,
      RoleHealth health) {
    this(
        builder::build,
        pool,
        sha256,
        limits,
        timer,
        InstantSource.system(),
        new Mailbox(name + "-builder", MAX_WAITING, health));
  }

  PayloadJobs(
      Builds builds,
      TransactionSource pool,
      Sha256 sha256,
      Limits limits,
      Timer timer,
      InstantSource clock,
      Mailbox thread) {
    this.builds = builds;
    this.pool = pool;
    this.sha256 = sha256;
    this.limits = limits;
    this.timer = timer;
    this.clock = clock;
    this.thread = thread;
  }

  /**
   * Starts a payload, or finds the one that these attributes started before. Waits until the forced
   * transactions are executed.
   *
   * @throws PayloadBuilder.UnbuildableException when a forced transaction cannot be in it
   * @throws dev.kopi.services.lifecycle.MailboxException when the builder does not answer
   */
  public PayloadId begin(int version, PayloadDraft draft, PayloadAttributes attributes) {
    PayloadId id = id(version, draft.header().parentHash(), attributes);
    if (job(id) != null) {
      return id;
    }
    PayloadJob job = new PayloadJob(id, draft, buildFirst(draft));
    supersede(job);
    if (!draft.noTxPool()) {
      order(job);
    }
    return id;
  }

  private PayloadBuilder.Built buildFirst(PayloadDraft draft) {
    beginning.incrementAndGet();
    try {
      PayloadJob before = newest;
      if (before != null) {
        // Its build makes way. If no payload comes of this, the next rebuild makes up for it.
        before.abandonBuild();
      }
      return build(draft, false, new BuildControl());
    } finally {
      beginning.decrementAndGet();
    }
  }

  private PayloadBuilder.Built build(PayloadDraft draft, boolean withPool, BuildControl control) {
    try {
      return thread.call(() -> builds.build(draft, withPool, control), BUILD_DEADLINE);
    } catch (MailboxException e) {
      control.abandon();
      throw e;
    }
  }

  private void supersede(PayloadJob job) {
    synchronized (jobs) {
      jobs.put(job.id(), job);
      newest = job;
      if (jobs.size() > limits.maxJobs()) {
        jobs.pollFirstEntry().getValue().seal();
      }
    }
  }

  /** The payload, or null when the ID is unknown. */
  public @Nullable PayloadJob job(PayloadId id) {
    synchronized (jobs) {
      return jobs.get(id);
    }
  }

  /** Seals a payload and returns its block: the best one there is within the time limits. */
  public PayloadBuilder.Built take(PayloadJob job) {
    boolean slow = job.buildMillis() > limits.finalBuildMillis();
    if (!job.isSealed() && !job.isCurrent(pool.version()) && !slow) {
      buildLast(job);
    }
    return job.seal();
  }

  /** Waits for a last build, or for the first one when that is running. */
  private void buildLast(PayloadJob job) {
    BuildControl control = new BuildControl();
    Runnable takeBack =
        timer.after(
            Duration.ofMillis(limits.finalBuildMillis()),
            () -> {
              control.finish();
              job.finishBuild();
            });
    try {
      thread.call(() -> rebuild(job, control), Duration.ofMillis(limits.takeMillis()));
    } catch (MailboxException e) {
      if (e.reason() == MailboxException.Reason.CLOSED) {
        throw e;
      }
      LOG.warn("payload {} is taken as it is: {}", job.id(), e.getMessage());
    } finally {
      takeBack.run();
    }
  }

  /** Builds a block without keeping a job. */
  public PayloadBuilder.Built once(PayloadDraft draft) {
    BuildControl control = new BuildControl();
    Runnable takeBack = timer.after(Duration.ofMillis(limits.buildMillis()), control::finish);
    try {
      return build(draft, true, control);
    } finally {
      takeBack.run();
    }
  }

  private void order(PayloadJob job) {
    if (!thread.execute(() -> improve(job))) {
      orderLater(job);
    }
  }

  private void orderLater(PayloadJob job) {
    if (!closed) {
      timer.after(Duration.ofMillis(limits.rebuildMillis()), () -> order(job));
    }
  }

  private void improve(PayloadJob job) {
    if (newest != job || job.isSealed()) {
      return;
    }
    rebuild(job, new BuildControl());
    orderLater(job);
  }

  /** Builds a job with the pool, unless that is of no use. Returns whether it did. */
  private boolean rebuild(PayloadJob job, BuildControl control) {
    if (job.isCurrent(pool.version()) || control.isFinishing() || !job.begin(control)) {
      return false;
    }
    if (beginning.get() > 0) {
      // A newer payload waits for the builder.
      job.failed();
      return false;
    }
    Runnable takeBack = timer.after(Duration.ofMillis(limits.buildMillis()), control::finish);
    long start = clock.millis();
    try {
      PayloadBuilder.Built built = builds.build(job.draft(), true, control);
      job.improve(built, clock.millis() - start);
      return true;
    } catch (CancelledException e) {
      LOG.debug("a build of payload {} is abandoned", job.id());
    } catch (RuntimeException e) {
      LOG.error("cannot rebuild payload {}; keeping the last block", job.id(), e);
    } finally {
      job.failed();
      takeBack.run();
    }
    return false;
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

  /** Stops the running build and refuses further ones. */
  @Override
  public void close() {
    closed = true;
    synchronized (jobs) {
      jobs.values().forEach(PayloadJob::seal);
    }
    thread.close();
  }
}
