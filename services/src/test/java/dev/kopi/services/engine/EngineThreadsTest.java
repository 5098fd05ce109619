package dev.kopi.services.engine;

import static dev.kopi.services.engine.EngineRig.CRYPTO;
import static dev.kopi.services.engine.EngineRig.l1;
import static dev.kopi.services.engine.EngineRig.l1Attributes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.StoreException;
import dev.kopi.services.engine.chain.ChainEvents;
import dev.kopi.services.engine.chain.ChainListener;
import dev.kopi.services.engine.chain.HeadChange;
import dev.kopi.services.engine.payload.DaLimits;
import dev.kopi.services.engine.payload.TransactionSource;
import dev.kopi.services.lifecycle.MailboxException;
import dev.kopi.services.lifecycle.RoleHealth;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The threads of the engine do not wait for one another, nor for anything foreign. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EngineThreadsTest {
  @RegisterExtension final EngineRigs rigs = new EngineRigs();

  private static PayloadStatus give(Engine engine, PayloadEnvelope envelope) {
    return engine.newPayload(
        4,
        envelope.payload(),
        List.of(),
        envelope.parentBeaconBlockRoot(),
        envelope.executionRequests());
  }

  @Test
  void importsBlocksWhileAPayloadIsBuilt() throws Exception {
    EngineRig source = rigs.open(l1());
    PayloadEnvelope block = source.take(5, source.genesis(), l1Attributes(1002));
    EngineRig rig = rigs.open(l1());
    SlowPool pool = new SlowPool();
    RoleHealth health = new RoleHealth("test");
    try (Engine engine = engine(rig, pool, health)) {
      CompletableFuture<ForkchoiceResult> building =
          CompletableFuture.supplyAsync(() ->
              engine.forkchoiceUpdated(3, forkchoice(rig, rig.genesis()), l1Attributes(1003)));
      assertThat(pool.asked.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(give(engine, block).status()).isEqualTo(PayloadStatus.Status.VALID);
      Hash head = block.payload().blockHash();
      assertThat(engine.forkchoiceUpdated(3, forkchoice(rig, head), null).status().status())
          .isEqualTo(PayloadStatus.Status.VALID);
      assertThat(building).isNotDone();
      pool.go.countDown();
      assertThat(building.get(20, TimeUnit.SECONDS).payloadId()).isNotNull();
    }
    assertThat(health.isHealthy()).isTrue();
  }

  @Test
  void movesTheHeadThoughAListenerFails() {
    EngineRig rig = rigs.open(l1());
    List<Hash> heard = new ArrayList<>();
    rig.events()
        .subscribe(
            new ChainListener() {
              @Override
              public void onHead(HeadChange change) {
                throw new AssertionError("broken");
              }
            });
    rig.events()
        .subscribe(
            new ChainListener() {
              @Override
              public void onHead(HeadChange change) {
                heard.add(change.head());
              }
            });
    Hash head = rig.build(5, rig.genesis(), l1Attributes(1002)).blockHash();
    assertThat(rig.store().heads().head()).isEqualTo(head);
    assertThat(heard).containsExactly(head);
  }

  @Test
  void refusesAtOnceWhenItIsClosed() throws Exception {
    EngineRig rig = rigs.open(l1());
    RoleHealth health = new RoleHealth("test");
    Engine engine = engine(rig, TransactionSource.EMPTY, health);
    AtomicInteger answered = new AtomicInteger();
    CountDownLatch busy = new CountDownLatch(200);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      int seconds = 1002 + i;
      callers.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    call(engine, rig, seconds);
                    answered.incrementAndGet();
                    busy.countDown();
                  }
                } catch (MailboxException e) {
                  assertThat(e.reason()).isEqualTo(MailboxException.Reason.CLOSED);
                }
              }));
    }
    assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
    engine.close();
    for (Thread caller : callers) {
      assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
    }
    assertThatThrownBy(() -> call(engine, rig, 2000)).isInstanceOf(MailboxException.class);
    assertThat(health.isHealthy()).isTrue();
  }

  @Test
  void endsTheRoleWhenTheStoreCannotWrite() {
    EngineRig source = rigs.open(l1());
    PayloadEnvelope block = source.take(5, source.genesis(), l1Attributes(1002));
    EngineRig rig = rigs.open(l1());
    StoreException full =
        new StoreException(StoreException.Reason.DISK_FULL, "no space left on device");
    RoleHealth health = new RoleHealth("test");
    try (Engine engine = engine(failing(rig.store(), full), TransactionSource.EMPTY, health)) {
      assertThatThrownBy(() -> give(engine, block)).isSameAs(full);
    }
    RoleHealth.End end = Objects.requireNonNull(health.ended());
    assertThat(end.thread()).isEqualTo("test-engine");
    assertThat(end.cause()).isSameAs(full);
  }

  /** A store that cannot take blocks. */
  private static ChainStore failing(ChainStore store, StoreException failure) {
    return (ChainStore)
        Proxy.newProxyInstance(
            ChainStore.class.getClassLoader(),
            new Class<?>[] {ChainStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("add")) {
                throw failure;
              }
              return method.invoke(store, arguments);
            });
  }

  private static void call(Engine engine, EngineRig rig, int seconds) {
    ForkchoiceResult result =
        engine.forkchoiceUpdated(3, forkchoice(rig, rig.genesis()), l1Attributes(seconds));
    if (result.payloadId() != null) {
      give(engine, engine.getPayload(5, result.payloadId()));
    }
  }

  private static ForkchoiceState forkchoice(EngineRig rig, Hash head) {
    return new ForkchoiceState(head, rig.genesis(), rig.genesis());
  }

  private static Engine engine(EngineRig rig, TransactionSource pool, RoleHealth health) {
    return engine(rig.store(), pool, health);
  }

  private static Engine engine(ChainStore store, TransactionSource pool, RoleHealth health) {
    return new Engine(
        EngineConfig.of("test"),
        l1(),
        store,
        CRYPTO,
        pool,
        new DaLimits(),
        new ChainEvents(ChainEvents.Limits.DEFAULT),
        health);
  }

  /** A pool that answers the builder when the test lets it. */
  private static final class SlowPool implements TransactionSource {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);

    @Override
    public long version() {
      asked.countDown();
      try {
        assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return 0;
    }

    @Override
    public Selection select(StateView parent, UInt256 baseFee, UInt256 blobBaseFee) {
      return EMPTY.select(parent, baseFee, blobBaseFee);
    }

    @Override
    public PayloadEnvelope.BlobsBundle blobs(List<TransactionEnvelope> transactions, Rules rules) {
      return EMPTY.blobs(transactions, rules);
    }
  }
}
