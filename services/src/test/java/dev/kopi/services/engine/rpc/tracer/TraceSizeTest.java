package dev.kopi.services.engine.rpc.tracer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces of calls that would be larger than a response may be. */
class TraceSizeTest {
  private static final String CONTRACT = "0x" + "cc".repeat(20);

  private final RpcRig rig = RpcRig.of(EngineRig.l1(), new CallLimits(0, Duration.ofSeconds(5)));

  @AfterEach
  void close() {
    rig.close();
  }

  private void trace(String code, String options) {
    rig.call(
        "debug_traceCall",
        "[{\"to\": \""
            + CONTRACT
            + "\", \"gas\": \"0x2540be400\"}, \"latest\", {\"stateOverrides\": {\""
            + CONTRACT
            + "\": {\"code\": \"0x"
            + code
            + "\"}}, \"timeout\": \"60s\", "
            + options
            + "}]");
  }

  /**
   * Loops: over nothing; over calls of the identity with 10,000 bytes; over writes to new slots;
   * over calls whose input begins with a counter.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5b5f56 | \"disableStorage\": true",
        "5b5f5f6127105f60045afa505f56 | \"tracer\": \"callTracer\"",
        "5f5b600101808055600156 | \"tracer\": \"prestateTracer\"",
        "5f5b600101805f525f5f6020601c61ffff5afa50600156 | \"tracer\": \"4byteTracer\"",
      })
  void areRefused(String code, String options) {
    assertThatThrownBy(() -> trace(code, options))
        .isInstanceOf(RpcException.class)
        .satisfies(
            e -> assertThat(((RpcException) e).code()).isEqualTo(RpcException.RESPONSE_TOO_LARGE));
  }

  @Test
  void countsAllPartsOfAMuxTracer() {
    TraceSize size = new TraceSize();
    size.add(TraceSize.MAX_CHARS);
    assertThatThrownBy(() -> size.add(1)).isInstanceOf(RpcException.class);
  }
}
