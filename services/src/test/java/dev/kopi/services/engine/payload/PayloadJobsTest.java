package dev.kopi.services.engine.payload;

import static dev.kopi.services.engine.EngineRig.ALICE;
import static dev.kopi.services.engine.EngineRig.BOB;
import static dev.kopi.services.engine.EngineRig.CRYPTO;
import static dev.kopi.services.engine.EngineRig.deposit;
import static dev.kopi.services.engine.EngineRig.holocene;
import static dev.kopi.services.engine.EngineRig.opAttributes;
import static dev.kopi.services.engine.EngineRig.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.trie.Tasks;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.EngineRigs;
import dev.kopi.services.execution.HotExecution;
import dev.kopi.services.lifecycle.Mailbox;
import dev.kopi.services.lifecycle.MailboxException;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PayloadJobsTest {
  private static final PayloadJobs.Limits LIMITS =
      new PayloadJobs.Limits(2, 200, 2000, 100, 20_000);

  @RegisterExtension final EngineRigs rigs = new EngineRigs();

  private final AtomicLong now = new AtomicLong(1_000_000);
  private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
  private final Timer timer = new Timer(clock);
  private final RoleHealth health = new RoleHealth("engine");
  private EngineRig rig;
  private ScriptedBuilds builds;
  private Mailbox thread;
  private PayloadJobs jobs;

  @BeforeEach
  void open() {
    rig = rigs.open(holocene());
    PayloadBuilder builder =
        new PayloadBuilder(
            rig.engine().spec(),
            rig.store(),
            HotExecution.resources(CRYPTO),
            rig.pool(),
            rig.limits(),
            Tasks.SEQUENTIAL);
    builds = new ScriptedBuilds(builder::build);
    use(LIMITS);
  }

  private void use(PayloadJobs.Limits limits) {
    thread = new Mailbox("test-builder", 64, health);
    jobs = new PayloadJobs(builds, rig.pool(), CRYPTO.sha256(), limits, timer, clock, thread);
  }

  @AfterEach
  void close() {
    jobs.close();
    assertThat(health.isHealthy()).isTrue();
  }

  private PayloadJob begin(int number) {
    PayloadAttributes attributes = opAttributes(1000 + number, false, deposit(number));
    AttributeRules rules =
        new AttributeRules(rig.engine().spec(), Bytes.EMPTY, 0, CRYPTO.secp256k1());
    PayloadDraft draft =
        rules.draft(3, Objects.requireNonNull(rig.store().header(rig.genesis())), attributes);
    return job(jobs.begin(3, draft, attributes));
  }

  private PayloadJob job(PayloadId id) {
    return Objects.requireNonNull(jobs.job(id));
  }

  private void submit(TransactionEnvelope transaction) {
    rig.pool().submit(transaction.encoded());
  }

  private void pass(long millis) {
    timer.run(now.addAndGet(millis));
  }

  private static int size(PayloadBuilder.Built built) {
    return built.block().block().transactions().size();
  }

  private CompletableFuture<Integer> takeElsewhere(PayloadJob job) {
    CompletableFuture<Integer> taken = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            taken.complete(size(jobs.take(job)));
          } catch (RuntimeException e) {
            taken.completeExceptionally(e);
          }
        });
    return taken;
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  /** Waits until the builder has done what was asked of it. */
  private void settle() {
    thread.call(() -> true, Duration.ofSeconds(20));
  }

  private void awaitTimers(int count) throws InterruptedException {
    while (timer.size() < count) {
      Thread.sleep(1);
    }
  }

  @Test
  void rebuildsWhileThePoolChanges() throws Exception {
    builds.hold = true;
    PayloadJob job = begin(1);
    ScriptedBuilds.Held first = builds.next();
    first.release();
    settle();
    pass(200);
    settle();
    assertThat(builds.withPool).hasValue(1);
    submit(transfer(ALICE, 0, 1));
    pass(200);
    builds.next().release();
    settle();
    assertThat(size(jobs.take(job))).isEqualTo(2);
    assertThat(builds.withPool).hasValue(2);
  }

  @Test
  void sealsABuildThatIsOverItsDeadline() throws Exception {
    builds.hold = true;
    begin(1);
    ScriptedBuilds.Held running = builds.next();
    pass(1999);
    assertThat(running.control().isFinishing()).isFalse();
    pass(1);
    assertThat(running.control().isFinishing()).isTrue();
    assertThat(running.control().whole().isCancelled()).isFalse();
    running.awaitEnd();
  }

  @Test
  void sealsTheFirstBuildSoonWhenThePayloadIsFetched() throws Exception {
    builds.hold = true;
    PayloadJob job = begin(1);
    ScriptedBuilds.Held running = builds.next();
    CompletableFuture<Integer> taken = takeElsewhere(job);
    awaitTimers(2);
    pass(99);
    assertThat(taken).isNotDone();
    assertThat(running.control().isFinishing()).isFalse();
    pass(1);
    assertThat(get(taken)).isEqualTo(1);
    assertThat(builds.withPool).hasValue(1);
  }

  @Test
  void givesWhatIsThereWhenTheLastBuildWasSlow() throws Exception {
    builds.hold = true;
    submit(transfer(ALICE, 0, 1));
    PayloadJob job = begin(1);
    ScriptedBuilds.Held slow = builds.next();
    now.addAndGet(101);
    slow.release();
    settle();
    submit(transfer(BOB, 0, 1));
    assertThat(size(jobs.take(job))).isEqualTo(2);
    assertThat(builds.withPool).hasValue(1);
  }

  @Test
  void givesTheForcedTransactionsWhenTheBuilderDoesNotAnswer() throws Exception {
    jobs.close();
    use(new PayloadJobs.Limits(2, 200, 2000, 100, 50));
    builds.hold = true;
    builds.deaf = true;
    submit(transfer(ALICE, 0, 1));
    PayloadJob job = begin(1);
    ScriptedBuilds.Held stuck = builds.next();
    assertThat(size(jobs.take(job))).isEqualTo(1);
    assertThat(stuck.control().whole().isCancelled()).isTrue();
    stuck.release();
  }

  @Test
  void stopsTheBuildOfAPayloadThatIsTaken() throws Exception {
    builds.hold = true;
    PayloadJob job = begin(1);
    ScriptedBuilds.Held slow = builds.next();
    now.addAndGet(101);
    slow.release();
    settle();
    submit(transfer(ALICE, 0, 1));
    pass(200);
    ScriptedBuilds.Held running = builds.next();
    assertThat(size(jobs.take(job))).isEqualTo(1);
    assertThat(running.control().whole().isCancelled()).isTrue();
    running.awaitEnd();
  }

  @Test
  void stopsTheBuildOfASupersededPayload() throws Exception {
    builds.hold = true;
    PayloadJob old = begin(1);
    ScriptedBuilds.Held running = builds.next();
    PayloadJob next = begin(2);
    assertThat(running.control().whole().isCancelled()).isTrue();
    running.awaitEnd();
    builds.next().release();
    assertThat(old.isSealed()).isFalse();
    assertThat(size(jobs.take(next))).isEqualTo(1);
  }

  @Test
  void goesOnWithAPayloadWhoseSuccessorCannotBeBuilt() throws Exception {
    builds.hold = true;
    submit(transfer(ALICE, 0, 1));
    PayloadJob job = begin(1);
    ScriptedBuilds.Held running = builds.next();
    PayloadAttributes broken = opAttributes(1002, true, transfer(BOB, 7, 1));
    AttributeRules rules =
        new AttributeRules(rig.engine().spec(), Bytes.EMPTY, 0, CRYPTO.secp256k1());
    PayloadDraft draft =
        rules.draft(3, Objects.requireNonNull(rig.store().header(rig.genesis())), broken);
    assertThatThrownBy(() -> jobs.begin(3, draft, broken))
        .isInstanceOf(PayloadBuilder.UnbuildableException.class);
    settle();
    pass(200);
    builds.next().release();
    settle();
    assertThat(size(jobs.take(job))).isEqualTo(2);
  }

  @Test
  void keepsTheLastBlockWhenARebuildFails() throws Exception {
    builds.hold = true;
    submit(transfer(ALICE, 0, 1));
    PayloadJob job = begin(1);
    builds.next().release();
    settle();
    builds.failure = new IllegalStateException("broken");
    submit(transfer(BOB, 0, 1));
    builds.hold = false;
    assertThat(size(jobs.take(job))).isEqualTo(2);
  }

  @Test
  void evictsTheOldestPayload() {
    PayloadJob first = begin(1);
    begin(2);
    begin(3);
    assertThat(jobs.job(first.id())).isNull();
    assertThat(first.isSealed()).isTrue();
  }

  @Test
  void refusesWhoeverWaitsWhenItIsClosed() throws Exception {
    builds.hold = true;
    builds.deaf = true;
    PayloadJob job = begin(1);
    ScriptedBuilds.Held running = builds.next();
    CompletableFuture<Integer> taken = takeElsewhere(job);
    awaitTimers(2);
    Thread closer = Thread.ofVirtual().start(jobs::close);
    assertThatThrownBy(() -> get(taken))
        .isInstanceOfSatisfying(
            MailboxException.class,
            e -> assertThat(e.reason()).isEqualTo(MailboxException.Reason.CLOSED));
    running.release();
    assertThat(closer.join(Duration.ofSeconds(20))).isTrue();
    assertThatThrownBy(() -> begin(2)).isInstanceOf(MailboxException.class);
  }
}
