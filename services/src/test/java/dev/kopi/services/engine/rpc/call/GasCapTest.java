package dev.kopi.services.engine.rpc.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bound of --rpc.gascap. */
class GasCapTest {
  private static final String ALICE = EngineRig.address(EngineRig.ALICE).toHex();

  /** Init code that returns the gas that is left: GAS, PUSH0, MSTORE, a word, RETURN. */
  private static final String TELL_GAS = "5a5f5260205ff3";

  private static RpcRig rig(long cap) {
    return RpcRig.of(EngineRig.l1(), new CallLimits(cap, Duration.ofSeconds(5)));
  }

  private static long gasSeen(RpcRig rig, String gas) {
    String result =
        rig.call(
                "eth_call",
                "[{\"from\":\""
                    + ALICE
                    + "\",\"data\":\"0x"
                    + TELL_GAS
                    + "\""
                    + gas
                    + "},\"latest\"]")
            .stringValue();
    return Long.parseLong(result.substring(2), 16);
  }

  @ParameterizedTest
  @CsvSource({
    "100000, '', 100000",
    "100000, ',\"gas\":\"0xffffff\"', 100000",
    "100000, ',\"gas\":\"0x186a1\"', 100000",
    "100000, ',\"gas\":\"0x15f90\"', 90000",
    "0, ',\"gas\":\"0x15f90\"', 90000"
  })
  void callsGetAtMostTheCap(long cap, String gas, long expected) {
    try (RpcRig rig = rig(cap)) {
      long overhead = 100_000 - gasSeen(rig, ",\"gas\":\"" + "0x186a0\"");
      assertThat(gasSeen(rig, gas)).isEqualTo(expected - overhead);
    }
  }

  @ParameterizedTest
  @CsvSource({"100000, 0x186a0", "60000, 0xea60"})
  void estimatesFailAboveTheCap(long cap, String hex) {
    try (RpcRig rig = rig(cap)) {
      String endless = "[{\"from\":\"" + ALICE + "\",\"data\":\"0x5b5f56\",\"gas\":\"0xffffff\"}]";
      assertThatThrownBy(() -> rig.call("eth_estimateGas", endless))
          .isInstanceOf(RpcException.class)
          .hasMessageContaining("gas required exceeds allowance (" + Long.decode(hex) + ")");
    }
  }

  @ParameterizedTest
  @CsvSource({"100000", "0"})
  void estimatesBelowTheCapAreExact(long cap) {
    try (RpcRig rig = rig(cap)) {
      String transfer =
          "[{\"from\":\"" + ALICE + "\",\"to\":\"" + ALICE + "\",\"gas\":\"0xffffff\"}]";
      assertThat(rig.call("eth_estimateGas", transfer).stringValue()).isEqualTo("0x5208");
    }
  }
}
