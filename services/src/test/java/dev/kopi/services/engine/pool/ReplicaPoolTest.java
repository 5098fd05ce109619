package dev.kopi.services.engine.pool;

import static dev.kopi.services.engine.EngineRig.ALICE;
import static dev.kopi.services.engine.EngineRig.BOB;
import static dev.kopi.services.engine.EngineRig.CRYPTO;
import static dev.kopi.services.engine.EngineRig.address;
import static dev.kopi.services.engine.EngineRig.deposit;
import static dev.kopi.services.engine.EngineRig.holocene;
import static dev.kopi.services.engine.EngineRig.opAttributes;
import static dev.kopi.services.engine.EngineRig.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.EngineRigs;
import dev.kopi.services.engine.chain.ChainEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pool of an engine that forwards transactions to a sequencer. */
class ReplicaPoolTest {
  private static final long HOUR = 3_600_000;
  private static final TransactionEnvelope FIRST = transfer(ALICE, 0, 1);
  private static final TransactionEnvelope SECOND = transfer(ALICE, 1, 1);

  @RegisterExtension final EngineRigs rigs = new EngineRigs();

  private final List<Bytes> forwarded = new ArrayList<>();
  private boolean sequencerRefuses;
  private Instant now = Instant.EPOCH;
  private EngineRig rig;
  private TransactionPool replica;

  @BeforeEach
  void open() {
    rig = rigs.open(holocene());
    open(PoolSettings.of(PoolLimits.DEFAULT));
  }

  private void open(PoolSettings settings) {
    replica =
        new TransactionPool(
            holocene(),
            rig.store(),
            CRYPTO,
            new ChainEvents(ChainEvents.Limits.DEFAULT),
            settings,
            16,
            raw -> {
              if (sequencerRefuses) {
                throw RpcException.server("nonce too low");
              }
              forwarded.add(raw);
              return TransactionEnvelope.decode(raw).hash();
            },
            () -> now);
  }

  @AfterEach
  void close() {
    replica.close();
  }

  private void send(TransactionEnvelope transaction) {
    assertThat(replica.submit(transaction.encoded()))
        .isEqualTo(new SubmitResult.Accepted(transaction.hash()));
  }

  @Test
  void keepsWhatItForwards() {
    send(FIRST);
    assertThat(replica.transaction(FIRST.hash())).isEqualTo(FIRST);
    assertThat(replica.nextNonce(address(ALICE), 0)).isEqualTo(1);
    send(SECOND);
    assertThat(replica.nextNonce(address(ALICE), 0)).isEqualTo(2);
    assertThat(forwarded).containsExactly(FIRST.encoded(), SECOND.encoded());
  }

  @Test
  void forwardsAgainWhatItHas() {
    send(FIRST);
    send(FIRST);
    assertThat(forwarded).containsExactly(FIRST.encoded(), FIRST.encoded());
  }

  @Test
  void keepsNothingThatTheSequencerRefuses() {
    sequencerRefuses = true;
    assertThatThrownBy(() -> replica.submit(FIRST.encoded()))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("nonce too low");
    assertThat(replica.transaction(FIRST.hash())).isNull();
  }

  @Test
  void forwardsWhatItDoesNotTakeItself() {
    for (int nonce = 2; nonce < 2 + PoolLimits.DEFAULT.accountQueue(); nonce++) {
      send(transfer(ALICE, nonce, 1));
    }
    TransactionEnvelope beyond = transfer(ALICE, 200, 1);
    send(beyond);
    assertThat(replica.transaction(beyond.hash())).isNull();
    assertThat(forwarded).endsWith(beyond.encoded());
  }

  @Test
  void dropsWhatWasIncluded() {
    send(FIRST);
    send(SECOND);
    rig.pool().submit(FIRST.encoded());
    rig.build(3, rig.genesis(), opAttributes(1001, false, deposit(1)));
    replica.run(0);
    assertThat(replica.transaction(FIRST.hash())).isNull();
    assertThat(replica.transaction(SECOND.hash())).isEqualTo(SECOND);
    assertThat(replica.nextNonce(address(ALICE), 1)).isEqualTo(2);
  }

  @Test
  void dropsWhatIsTooOld() {
    send(FIRST);
    now = Instant.ofEpochMilli(HOUR);
    TransactionEnvelope later = transfer(BOB, 0, 1);
    send(later);
    replica.run(3 * HOUR);
    assertThat(replica.transaction(FIRST.hash())).isEqualTo(FIRST);
    replica.run(3 * HOUR + 60_000);
    assertThat(replica.transaction(FIRST.hash())).isNull();
    assertThat(replica.transaction(later.hash())).isEqualTo(later);
    assertThat(replica.nextNonce(address(ALICE), 0)).isZero();
  }

  @Test
  void keepsNothingWithoutAdmission() {
    replica.close();
    open(new PoolSettings(PoolLimits.DEFAULT, UInt256.ZERO, false, null));
    send(FIRST);
    assertThat(replica.transaction(FIRST.hash())).isNull();
    assertThat(forwarded).containsExactly(FIRST.encoded());
  }

  @Test
  void forwardsNothingAboveTheFeeCap() {
    replica.close();
    UInt256 most = UInt256.of(21_000).multiply(FIRST.transaction().maxFeePerGas());
    open(new PoolSettings(PoolLimits.DEFAULT, most.subtract(UInt256.ONE), true, null));
    assertThat(replica.submit(FIRST.encoded()))
        .isEqualTo(new SubmitResult.FeeAboveCap(most, most.subtract(UInt256.ONE)));
    assertThat(forwarded).isEmpty();
    replica.close();
    open(new PoolSettings(PoolLimits.DEFAULT, most, true, null));
    send(FIRST);
  }

  @Test
  void remembersNoMoreThanThePoolHolds() {
    ForwardedTransactions sent = new ForwardedTransactions(4);
    for (int i = 0; i < 100; i++) {
      sent.add(UInt256.of(i).toHash(), i, hash -> false);
      assertThat(sent.size()).isLessThanOrEqualTo(8);
    }
  }
}
