package dev.kopi.services.engine.rpc.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** eth_estimateGas at the gas cap, and with the margin of a development L1. */
class EstimateTest {
  private static final String CONTRACT = "0x" + "cc".repeat(20);
  private static final String SENDER = "0x" + "99".repeat(20);

  /** 21,000 and a new slot: two pushes of 3 gas in all, and 22,100. */
  private static final String STORE = "60015f55";

  private static final long STORE_GAS = 21_000 + 2 + 3 + 22_100;

  private RpcRig rig = RpcRig.of(EngineRig.l1(), CallLimits.DEFAULT);

  @AfterEach
  void close() {
    rig.close();
  }

  private void limit(CallLimits limits) {
    rig.close();
    rig = RpcRig.of(EngineRig.l1(), limits);
  }

  private static CallLimits cap(long gas) {
    return new CallLimits(gas, Duration.ofSeconds(5));
  }

  private long estimate(String to, String code, String more) {
    String answer =
        rig.call(
                "eth_estimateGas",
                "[{\"from\": \"%s\", \"to\": \"%s\"%s}, \"latest\", {\"%s\": {\"code\": \"0x%s\"}}]"
                    .formatted(SENDER, to, more, CONTRACT, code))
            .stringValue();
    return Long.decode(answer);
  }

  private long estimate(String code, String more) {
    return estimate(CONTRACT, code, more);
  }

  private void exceeds(long allowance, String code, String more) {
    assertThatThrownBy(() -> estimate(code, more))
        .hasMessageContaining("gas required exceeds allowance (" + allowance + ")");
  }

  @Test
  void isWhatIsNeededAndUpToOneAndAHalfPercent() {
    assertThat(estimate(STORE, "")).isBetween(STORE_GAS, STORE_GAS * 1015 / 1000);
  }

  @Test
  void refusesWhatNeedsMoreThanTheCap() {
    limit(cap(STORE_GAS - 1));
    exceeds(STORE_GAS - 1, STORE, "");
    exceeds(STORE_GAS - 1, STORE, ", \"gas\": \"0xffffff\"");
  }

  @Test
  void fitsWhatNeedsAllOfTheCap() {
    limit(cap(STORE_GAS));
    assertThat(estimate(STORE, "")).isEqualTo(STORE_GAS);
    assertThat(estimate(STORE, ", \"gas\": \"0xffffff\"")).isEqualTo(STORE_GAS);
  }

  @Test
  void keepsToTheGasOfTheCallBelowTheCap() {
    exceeds(30_000, STORE, ", \"gas\": \"0x7530\"");
    String exact = ", \"gas\": \"0x" + Long.toHexString(STORE_GAS) + "\"";
    assertThat(estimate(STORE, exact)).isEqualTo(STORE_GAS);
  }

  @Test
  void takesATransferBelowTheCapAsGoEthereumDoes() {
    limit(cap(100));
    assertThat(estimate(SENDER, STORE, "")).isEqualTo(21_000);
  }

  @Test
  void withoutACapTheLimitIsTheTransactionsOrTheBlocks() {
    limit(cap(0));
    assertThat(estimate(STORE, "")).isBetween(STORE_GAS, STORE_GAS * 1015 / 1000);
  }

  @Test
  void hasAMarginOnADevelopmentL1ButNotForTransfers() {
    limit(CallLimits.DEVELOPMENT_L1);
    assertThat(estimate(STORE, "")).isBetween(STORE_GAS * 124 / 100, STORE_GAS * 127 / 100);
    assertThat(estimate(SENDER, STORE, "")).isEqualTo(21_000);
  }

  @Test
  void theMarginDoesNotPassTheGasOfTheCall() {
    limit(CallLimits.DEVELOPMENT_L1);
    String exact = ", \"gas\": \"0x" + Long.toHexString(STORE_GAS) + "\"";
    assertThat(estimate(STORE, exact)).isEqualTo(STORE_GAS);
  }
}
