package dev.kopi.core.txmgr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.FeePolicy.Choice;
import dev.kopi.core.txmgr.FeePolicy.Refusal;
import org.junit.jupiter.api.Test;

class FeePolicyTest {
  private final FeePolicy policy = new FeePolicy(n(10), n(1000), n(20), n(5000), n(7), 5, n(0));

  @Test
  void offersTheTipAndTwiceTheBaseFee() {
    assertThat(policy.first(market(100, 300, 40))).isEqualTo(offer(100, 700, 80));
  }

  @Test
  void neverOffersLessThanTheMinima() {
    assertThat(policy.first(market(1, 2, 3))).isEqualTo(offer(10, 50, 7));
  }

  @Test
  void sendsNothingAboveTheMaxima() {
    assertThat(policy.first(market(1001, 300, 40)))
        .isEqualTo(new Choice.Refused(Refusal.TIP_TOO_HIGH));
    assertThat(policy.first(market(100, 5001, 40)))
        .isEqualTo(new Choice.Refused(Refusal.BASE_FEE_TOO_HIGH));
  }

  @Test
  void raisesByTenPercentRoundedUpWhenTheMarketStaysTheSame() {
    Fees old = new Fees(n(101), n(701), n(80));
    assertThat(policy.bump(old, market(100, 300, 40), false)).isEqualTo(offer(112, 772, 80));
  }

  @Test
  void doublesTheOfferOfABlobTransaction() {
    Fees old = new Fees(n(100), n(700), n(80));
    assertThat(policy.bump(old, market(100, 300, 40), true)).isEqualTo(offer(200, 1400, 160));
  }

  @Test
  void followsTheMarketWhenItRoseMore() {
    Fees old = new Fees(n(100), n(700), n(80));
    assertThat(policy.bump(old, market(300, 1000, 400), true)).isEqualTo(offer(300, 2300, 400));
  }

  @Test
  void makesRoomForTheRaisedTipWhenOnlyTheBaseFeeRose() {
    Fees old = new Fees(n(100), n(700), n(80));
    assertThat(policy.bump(old, market(50, 400, 40), false)).isEqualTo(offer(110, 910, 80));
  }

  @Test
  void stopsAtTheMultipleOfTheMarket() {
    Choice limit = new Choice.Refused(Refusal.LIMIT_REACHED);
    assertThat(policy.bump(new Fees(n(480), n(700), n(80)), market(100, 300, 40), false))
        .isEqualTo(limit);
    assertThat(policy.bump(new Fees(n(100), n(3500), n(80)), market(100, 300, 40), false))
        .isEqualTo(limit);
    assertThat(policy.bump(new Fees(n(100), n(700), n(201)), market(100, 300, 40), true))
        .isEqualTo(limit);
  }

  @Test
  void neverLimitsOffersBelowTheThreshold() {
    FeePolicy lenient = new FeePolicy(n(10), null, n(20), null, n(7), 5, n(10_000));
    assertThat(lenient.bump(new Fees(n(480), n(3500), n(300)), market(1, 2, 3), true))
        .isEqualTo(offer(960, 7000, 600));
  }

  @Test
  void dataTransactionsHoldUnderEveryRule() {
    assertThat(GasRules.dataTransaction(Bytes.EMPTY)).isEqualTo(21_000);
    assertThat(GasRules.dataTransaction(Bytes.fromHex("0001"))).isEqualTo(21_000 + 128);
  }

  private static UInt256 n(long value) {
    return UInt256.of(value);
  }

  private static FeeMarket market(long tip, long baseFee, long blobBaseFee) {
    return new FeeMarket(n(tip), n(baseFee), n(blobBaseFee));
  }

  private static Choice offer(long tip, long fee, long blobFee) {
    return new Choice.Offer(new Fees(n(tip), n(fee), n(blobFee)));
  }
}
