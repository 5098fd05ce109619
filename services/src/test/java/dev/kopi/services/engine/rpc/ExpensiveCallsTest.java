package dev.kopi.services.engine.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Calls that would run for ever, beside others. */
class ExpensiveCallsTest {
  private static final Caller ALICE = new Caller("192.0.2.1", 1, false);
  private static final Caller BOB = new Caller("192.0.2.2", 2, false);

  /** A message to a contract that hashes in a loop, with more gas than can be spent. */
  private static final String LOOP =
      "{\"to\": \"0x" + "cc".repeat(20) + "\", \"gas\": \"0x7fffffffffffffff\"}";

  private static final String LOOPING =
      "{\"0x" + "cc".repeat(20) + "\": {\"code\": \"0x5b6120005f20505f56\"}}";

  private @Nullable RpcRig rig;

  private void open(Duration timeout) {
    rig = RpcRig.of(EngineRig.l1(), new CallLimits(0, timeout));
  }

  @AfterEach
  void close() {
    if (rig != null) {
      rig.close();
    }
  }

  private JsonNode call(Caller caller, String method, String params) {
    return Objects.requireNonNull(rig).call(caller, method, params);
  }

  private void assertTimesOut(String method, String params, String message) {
    assertThatThrownBy(() -> call(ALICE, method, params))
        .isInstanceOf(RpcException.class)
        .hasMessage(message);
  }

  @Test
  void endAfterTheTimeout() {
    open(Duration.ofMillis(100));
    String aborted = "execution aborted (timeout = 100ms)";
    String call = "[" + LOOP + ", \"latest\", " + LOOPING + "]";
    assertTimesOut("eth_call", call, aborted);
    assertTimesOut("eth_createAccessList", call, aborted);
    assertTimesOut(
        "eth_simulateV1",
        "[{\"blockStateCalls\": [{\"blockOverrides\": {\"gasLimit\": \"0x7fffffffffffffff\"},"
            + " \"stateOverrides\": "
            + LOOPING
            + ", \"calls\": ["
            + LOOP
            + "]}]}, \"latest\"]",
        aborted);
    for (String tracer : new String[] {"noopTracer", "callTracer", "prestateTracer"}) {
      assertTimesOut(
          "debug_traceCall",
          "["
              + LOOP
              + ", \"latest\", {\"stateOverrides\": "
              + LOOPING
              + ", \"tracer\": \""
              + tracer
              + "\", \"timeout\": \"100ms\"}]",
          "execution timeout");
    }
  }

  @Test
  void leaveRoomForCheapMethodsAndOtherCallers() throws Exception {
    open(Duration.ZERO);
    AtomicInteger ended = new AtomicInteger();
    for (int i = 0; i < 12; i++) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              call(ALICE, "eth_call", "[" + LOOP + ", \"latest\", " + LOOPING + "]");
            } catch (RpcException e) {
              // Cancelled at the end of the test.
            }
            ended.incrementAndGet();
          });
    }
    Thread.sleep(100);
    for (int i = 0; i < 100; i++) {
      call(ALICE, "eth_blockNumber", "[]");
      call(ALICE, "eth_getBalance", "[\"0x" + "11".repeat(20) + "\", \"latest\"]");
      call(ALICE, "eth_getLogs", "[{}]");
      call(ALICE, "eth_getBlockByNumber", "[\"latest\", true]");
      call(BOB, "eth_call", "[{\"to\": \"0x" + "11".repeat(20) + "\"}, \"latest\"]");
    }
    assertThat(ended).hasValue(0);
    Objects.requireNonNull(rig).rpc().close();
    for (int i = 0; i < 1000 && ended.get() < 12; i++) {
      Thread.sleep(10);
    }
    assertThat(ended).hasValue(12);
  }
}
