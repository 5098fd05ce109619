package dev.kopi.services.engine.pool;

import static dev.kopi.services.engine.EngineRig.ALICE;
import static dev.kopi.services.engine.EngineRig.BOB;
import static dev.kopi.services.engine.EngineRig.CHAIN;
import static dev.kopi.services.engine.EngineRig.ETHER;
import static dev.kopi.services.engine.EngineRig.GWEI;
import static dev.kopi.services.engine.EngineRig.address;
import static dev.kopi.services.engine.EngineRig.hashes;
import static dev.kopi.services.engine.EngineRig.l1;
import static dev.kopi.services.engine.EngineRig.l1Attributes;
import static dev.kopi.services.engine.EngineRig.sign;
import static dev.kopi.services.engine.EngineRig.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.EngineRigs;
import dev.kopi.services.engine.chain.ChainListener;
import dev.kopi.services.lifecycle.RoleHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the pool follows the chain. */
@Timeout(60)
class HeadFollowingTest {
  @RegisterExtension final EngineRigs rigs = new EngineRigs();

  private static final PrivateKey CAROL = PrivateKey.fromHex("0x" + "55".repeat(32));

  private final WatchedStore watched = new WatchedStore();

  private EngineRig watchedRig() {
    return rigs.open(EngineRig.of(l1(), List.of(ALICE, BOB), PoolLimits.DEFAULT, watched::over));
  }

  /** Makes a block the head without telling the pool. */
  private static void moveHead(EngineRig rig, Hash head) {
    rig.engine()
        .forkchoiceUpdated(3, new ForkchoiceState(head, rig.genesis(), rig.genesis()), null);
  }

  private static TransactionEnvelope payment(PrivateKey from, long nonce, PrivateKey to) {
    return sign(
        new Transaction.DynamicFee(
            CHAIN,
            nonce,
            GWEI,
            GWEI.multiply(UInt256.of(100)),
            21_000,
            address(to),
            ETHER.divide(UInt256.of(2)),
            Bytes.EMPTY,
            List.of(),
            new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO)),
        from);
  }

  @Test
  void readsOnlyTheSendersThatTheBlocksChanged() {
    EngineRig rig = watchedRig();
    rig.pool().submit(transfer(BOB, 5, 1).encoded());
    rig.pool().submit(transfer(ALICE, 0, 1).encoded());
    PayloadEnvelope next = rig.take(5, rig.genesis(), l1Attributes(1002));
    rig.give(5, next);
    moveHead(rig, next.payload().blockHash());
    watched.takeRead();
    rig.pool().run(0);
    assertThat(rig.pool().head()).isEqualTo(next.payload().blockHash());
    assertThat(watched.takeRead()).containsExactly(address(ALICE));
    assertThat(rig.pool().content().pending()).isEmpty();
    assertThat(rig.pool().content().queued()).containsOnlyKeys(address(BOB));
  }

  @Test
  void readsAllSendersWhenTheNewHeadIsFarAway() {
    EngineRig rig = watchedRig();
    Hash head = rig.genesis();
    for (int i = 0; i < 66; i++) {
      head = rig.build(5, head, l1Attributes(1002 + i)).blockHash();
    }
    rig.pool().submit(transfer(BOB, 5, 1).encoded());
    moveHead(rig, rig.genesis());
    watched.takeRead();
    rig.pool().run(0);
    assertThat(watched.takeRead()).containsExactly(address(BOB));
    assertThat(rig.pool().content().queued()).containsOnlyKeys(address(BOB));
  }

  @Test
  void takesBackWhatOnlyTheOldChainIncludes() {
    EngineRig rig = rigs.open(l1());
    TransactionEnvelope first = transfer(ALICE, 0, 1);
    TransactionEnvelope second = transfer(ALICE, 1, 1);
    TransactionEnvelope third = transfer(ALICE, 2, 1);
    rig.pool().submit(first.encoded());
    ExecutionPayload one = rig.build(5, rig.genesis(), l1Attributes(1002));
    rig.pool().submit(second.encoded());
    ExecutionPayload two = rig.build(5, one.blockHash(), l1Attributes(1004));
    rig.pool().submit(third.encoded());
    assertThat(hashes(two)).containsExactly(second.hash());
    rig.update(one.blockHash(), null);
    assertThat(rig.pool().content().pending().get(address(ALICE))).containsOnlyKeys(1L, 2L);
    assertThat(rig.pool().content().queued()).isEmpty();
  }

  @Test
  void offersNothingThatTheParentIncludesWhileThePoolIsBehind() {
    EngineRig rig = rigs.open(l1());
    TransactionEnvelope first = transfer(ALICE, 0, 1);
    TransactionEnvelope second = transfer(ALICE, 1, 1);
    rig.pool().submit(first.encoded());
    PayloadEnvelope block = rig.take(5, rig.genesis(), l1Attributes(1002));
    rig.pool().submit(second.encoded());
    rig.give(5, block);
    Hash head = block.payload().blockHash();
    moveHead(rig, head);
    assertThat(rig.pool().head()).isEqualTo(rig.genesis());
    var selection = rig.pool().select(rig.store().state(head), GWEI, UInt256.ONE);
    var candidate = selection.next();
    assertThat(candidate).isNotNull();
    assertThat(candidate.transaction()).isEqualTo(second);
    assertThat(selection.next()).isNull();
  }

  @Test
  void neitherTheEngineNorReadersWaitWhileANewHeadIsRead() throws Exception {
    EngineRig rig = watchedRig();
    TransactionEnvelope waiting = transfer(BOB, 5, 1);
    rig.pool().submit(transfer(ALICE, 0, 1).encoded());
    rig.pool().submit(waiting.encoded());
    PayloadEnvelope block = rig.take(5, rig.genesis(), l1Attributes(1002));
    rig.give(5, block);
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread owner =
        Thread.ofPlatform()
            .unstarted(() -> {
              watched.beforeRead(() -> {
                reading.countDown();
                await(goOn);
              });
              rig.pool().run(0);
            });
    moveHead(rig, block.payload().blockHash());
    owner.start();
    await(reading);
    watched.beforeRead(() -> {});
    moveHead(rig, rig.genesis());
    moveHead(rig, block.payload().blockHash());
    assertThat(rig.pool().transaction(waiting.hash())).isEqualTo(waiting);
    assertThat(rig.pool().content().queued()).containsOnlyKeys(address(BOB));
    assertThat(rig.pool().submit(transfer(BOB, 6, 1).encoded()))
        .isInstanceOf(SubmitResult.Accepted.class);
    goOn.countDown();
    owner.join();
    assertThat(rig.pool().head()).isEqualTo(block.payload().blockHash());
    assertThat(rig.pool().content().pending()).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void readsSendersThatComeWhileANewHeadIsRead() {
    EngineRig source = rigs.open(l1());
    source.pool().submit(transfer(ALICE, 0, 1).encoded());
    source.pool().submit(payment(BOB, 0, CAROL).encoded());
    PayloadEnvelope block = source.take(5, source.genesis(), l1Attributes(1002));
    EngineRig rig = watchedRig();
    rig.pool().submit(transfer(ALICE, 0, 1).encoded());
    rig.give(5, block);
    moveHead(rig, block.payload().blockHash());
    watched.beforeRead(() -> {
      watched.beforeRead(() -> {});
      rig.pool().submit(transfer(BOB, 1, 1).encoded());
    });
    rig.pool().run(0);
    assertThat(rig.pool().content().pending()).containsOnlyKeys(address(BOB));
    assertThat(rig.pool().content().queued()).isEmpty();
  }

  @Test
  void aSubmittedTransactionIsCheckedAgainstTheNewestBlock() {
    EngineRig rig = rigs.open(l1());
    rig.pool().submit(payment(ALICE, 0, CAROL).encoded());
    PayloadEnvelope block = rig.take(5, rig.genesis(), l1Attributes(1002));
    rig.give(5, block);
    rig.pool().start("test", new RoleHealth("test"));
    moveHead(rig, block.payload().blockHash());
    assertThat(rig.pool().submit(transfer(CAROL, 0, 1).encoded()))
        .isInstanceOf(SubmitResult.Accepted.class);
  }

  @Test
  void announcesTransactionsWhenTheyBecomeExecutable() {
    EngineRig rig = rigs.open(l1());
    List<Hash> heard = new ArrayList<>();
    rig.events()
        .subscribe(
            new ChainListener() {
              @Override
              public void onPending(TransactionEnvelope transaction) {
                heard.add(transaction.hash());
              }
            });
    TransactionEnvelope first = transfer(ALICE, 0, 1);
    TransactionEnvelope second = transfer(ALICE, 1, 1);
    rig.pool().submit(second.encoded());
    rig.events().run(0);
    assertThat(heard).isEmpty();
    rig.pool().submit(first.encoded());
    rig.events().run(0);
    assertThat(heard).containsExactly(first.hash(), second.hash());
  }
}
