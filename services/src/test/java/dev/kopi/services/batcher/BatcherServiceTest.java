package dev.kopi.services.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.batcher.BatcherDriver.Command;
import dev.kopi.services.lifecycle.CommandAnswer;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.txmgr.TestTransactions;
import dev.kopi.services.txmgr.TxManagerService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatcherServiceTest {
  private final RoleHealth health = new RoleHealth("batcher");
  private final BatcherRig rig = new BatcherRig(1);
  private final CountDownLatch asked = new CountDownLatch(1);

  private BatcherService service(BatcherPorts.StatusSource node) {
    TxManagerService transactions = TestTransactions.overAnL1InMemory(health);
    return new BatcherService(
        BatcherRig.settings(1, false, 0),
        rig.config,
        new BatcherPorts(rig, node, rig, transactions),
        transactions,
        () -> {
          throw new AssertionError("nothing is loaded");
        },
        List.of(),
        BatcherListener.NONE,
        health,
        InstantSource.system());
  }

  private SyncStatus hang() {
    asked.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return SyncStatus.EMPTY;
  }

  @Test
  void answersCommands() {
    try (BatcherService service = service(() -> SyncStatus.EMPTY)) {
      service.start();
      assertThat(service.command(Command.FLUSH)).isEqualTo(CommandAnswer.DONE);
      assertThat(service.isBatching()).isTrue();
      assertThat(service.command(Command.STOP)).isEqualTo(CommandAnswer.DONE);
      assertThat(service.isBatching()).isFalse();
      assertThat(service.command(Command.START)).isEqualTo(CommandAnswer.DONE);
    }
  }

  @Test
  void reportsThatItDoesNotRunOnceItsThreadIsDead() throws Exception {
    IllegalStateException defect = new IllegalStateException("a defect");
    try (BatcherService service =
        service(() -> {
          throw defect;
        })) {
      service.start();
      assertThat(health.whenEnded().get(20, TimeUnit.SECONDS).cause()).isSameAs(defect);
      assertThat(service.command(Command.FLUSH)).isEqualTo(CommandAnswer.ENDED);
      for (int i = 0; i < 1000 && service.isBatching(); i++) {
        Thread.sleep(5);
      }
      assertThat(service.isBatching()).isFalse();
      assertThat(health.failures()).containsEntry("batcher", 1L);
    }
  }

  @Test
  void isUnhealthyWhileTheNodeIsAway() throws Exception {
    AtomicBoolean away = new AtomicBoolean(true);
    try (BatcherService service =
        service(() -> {
          if (away.get()) {
            throw new RpcTransportException("no connection to the rollup node");
          }
          throw new RpcTransportException("not synced");
        })) {
      service.start();
      awaitSummary("loading=no connection to the rollup node");
      away.set(false);
      awaitSummary("loading=not synced");
      assertThat(service.command(Command.STOP)).isEqualTo(CommandAnswer.DONE);
      awaitSummary("ok");
    }
  }

  private void awaitSummary(String part) throws InterruptedException {
    for (int i = 0; i < 1000 && !health.summary().contains(part); i++) {
      Thread.sleep(10);
    }
    assertThat(health.summary()).contains(part);
  }

  @Test
  void closesInTimeWhileACallIsUnderWay() throws InterruptedException {
    BatcherService service = service(this::hang);
    service.start();
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    long start = System.nanoTime();
    service.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(service.isBatching()).isFalse();
    assertThat(service.command(Command.FLUSH)).isEqualTo(CommandAnswer.ENDED);
  }
}
