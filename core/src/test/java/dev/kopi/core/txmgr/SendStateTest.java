package dev.kopi.core.txmgr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.txmgr.SendState.Abort;
import dev.kopi.core.txmgr.SendState.Next;
import org.junit.jupiter.api.Test;

class SendStateTest {
  private final SendState state = new SendState(3, 1000);

  @Test
  void waitsOnceAPoolHasTheTransaction() {
    assertThat(state.accepted()).isEqualTo(Next.WAIT);
    assertThat(state.abort(5000)).isNull();
  }

  @Test
  void takesKnownTransactionsAsAccepted() {
    assertThat(state.refused(SendError.of("already known"))).isEqualTo(Next.WAIT);
    assertThat(state.abort(5000)).isNull();
  }

  @Test
  void raisesTheFeesOnceWhenUnderpricedAndThenWaits() {
    assertThat(state.refused(SendError.of("replacement transaction underpriced")))
        .isEqualTo(Next.BUMP_NOW);
    assertThat(state.needsBump()).isTrue();
    assertThat(state.refused(SendError.of("transaction underpriced: tip needed")))
        .isEqualTo(Next.RETRY);
    assertThat(state.accepted()).isEqualTo(Next.WAIT);
    assertThat(state.needsBump()).isFalse();
  }

  @Test
  void givesUpANonceThatSomeoneElseUsed() {
    state.refused(SendError.of("nonce too low: next nonce 5, tx nonce 4"));
    assertThat(state.abort(0)).isEqualTo(Abort.NONCE_TOO_LOW);
  }

  @Test
  void believesNonceTooLowAfterSuccessForAWhile() {
    state.accepted();
    assertThat(state.refused(SendError.NONCE_TOO_LOW)).isEqualTo(Next.WAIT);
    state.refused(SendError.NONCE_TOO_LOW);
    assertThat(state.abort(0)).isNull();
    state.refused(SendError.NONCE_TOO_LOW);
    assertThat(state.abort(0)).isEqualTo(Abort.NONCE_TOO_LOW);
  }

  @Test
  void neverGivesUpWhileATransactionIsInABlock() {
    state.accepted();
    for (int i = 0; i < 9; i++) {
      state.refused(SendError.NONCE_TOO_LOW);
    }
    state.mined(Hash.ZERO);
    assertThat(state.isWaitingForConfirmations()).isTrue();
    assertThat(state.abort(0)).isNull();
    state.notMined(Hash.ZERO);
    assertThat(state.abort(0)).isNull();
    assertThat(state.isWaitingForConfirmations()).isFalse();
  }

  @Test
  void givesUpWhenNoPoolTakesIt() {
    state.refused(SendError.of("insufficient funds for gas * price + value"));
    assertThat(state.abort(1000)).isNull();
    assertThat(state.abort(1001)).isEqualTo(Abort.NOT_TAKEN_BY_ANY_POOL);
  }

  @Test
  void givesUpWhenTheOtherKindOfTransactionIsInTheWay() {
    assertThat(SendError.of("address already reserved")).isEqualTo(SendError.ALREADY_RESERVED);
    state.refused(SendError.ALREADY_RESERVED);
    assertThat(state.abort(0)).isEqualTo(Abort.ALREADY_RESERVED);
  }

  @Test
  void countsTheIncludingBlockAsTheFirstConfirmation() {
    assertThat(SendState.isConfirmed(7, 7, 1)).isTrue();
    assertThat(SendState.isConfirmed(7, 7, 2)).isFalse();
    assertThat(SendState.isConfirmed(7, 16, 10)).isTrue();
    assertThat(SendState.isConfirmed(7, 15, 10)).isFalse();
  }
}
