package dev.kopi.services.engine.rpc.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SimulationSizeTest {
  private static final String CONTRACT = "0x" + "cc".repeat(20);

  private final RpcRig rig =
      RpcRig.of(EngineRig.l1(), new CallLimits(50_000_000, Duration.ofMinutes(1)));

  @AfterEach
  void close() {
    rig.close();
  }

  /** Calls to a contract that returns a megabyte. */
  private JsonNode simulate(int calls) {
    String call = "{\"to\": \"" + CONTRACT + "\", \"gas\": \"0x300000\"}";
    return rig.call(
        "eth_simulateV1",
        "[{\"blockStateCalls\": [{\"blockOverrides\": {\"gasLimit\": \"0xfffffff\"},"
            + " \"stateOverrides\": {\""
            + CONTRACT
            + "\": {\"code\": \"0x621000005ff3\"}}, \"calls\": ["
            + String.join(",", Collections.nCopies(calls, call))
            + "]}]}, \"latest\"]");
  }

  @Test
  void boundsTheOutputsOfAllCalls() {
    JsonNode calls = simulate(2).get(0).path("calls");
    assertThat(calls.get(1).path("returnData").stringValue()).hasSize(2 + (2 << 20));
    assertThatThrownBy(() -> simulate(14))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("simulate fewer calls");
  }
}
