package dev.kopi.services.engine.rpc.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Caller;
import org.junit.jupiter.api.Test;

class CallerQuotaTest {
  private static final Caller ALICE = new Caller("192.0.2.1", 1, false);
  private static final Caller ALICE_AGAIN = new Caller("192.0.2.1", 2, false);
  private static final Caller BOB = new Caller("192.0.2.2", 3, false);
  private static final Caller CAROL = new Caller("192.0.2.3", 4, false);

  private final CallerQuota quota = new CallerQuota(new CallerQuota.Limits(3, 1000, 5, 1500));

  @Test
  void boundsTheItemsOfACallerOverAllItsConnections() {
    quota.take(ALICE, 1);
    quota.take(ALICE_AGAIN, 1);
    quota.take(ALICE, 1);
    assertThatThrownBy(() -> quota.take(ALICE_AGAIN, 1)).isInstanceOf(RpcException.class);
    quota.take(BOB, 1);
  }

  @Test
  void boundsTheBytesOfACaller() {
    quota.take(ALICE, 600);
    assertThatThrownBy(() -> quota.take(ALICE, 401)).isInstanceOf(RpcException.class);
    quota.take(ALICE, 400);
  }

  @Test
  void boundsWhatAllCallersHold() {
    quota.take(ALICE, 900);
    assertThatThrownBy(() -> quota.take(BOB, 601)).hasMessageContaining("too many filters");
    for (Caller caller : new Caller[] {ALICE, BOB, BOB, CAROL}) {
      quota.take(caller, 1);
    }
    assertThatThrownBy(() -> quota.take(CAROL, 1)).hasMessageContaining("too many filters");
  }

  @Test
  void refusalsTakeNothing() {
    assertThatThrownBy(() -> quota.take(ALICE, 2000)).isInstanceOf(RpcException.class);
    assertThat(quota.items()).isZero();
    assertThat(quota.bytes()).isZero();
  }

  @Test
  void takesBackWhatIsReleased() {
    Runnable one = quota.take(ALICE, 1000);
    one.run();
    assertThat(quota.items()).isZero();
    assertThat(quota.bytes()).isZero();
    quota.take(ALICE, 1000);
  }
}
