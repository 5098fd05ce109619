package dev.kopi.services.engine.rpc.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The traces of a range of blocks, by subscription. */
class ChainTraceMethodsTest {
  private static final RpcRig RIG =
      RpcRig.of(EngineRig.holocene(), new CallLimits(0, Duration.ofSeconds(5)));
  private static final List<ExecutionPayload> BLOCKS = new ArrayList<>();

  /** Three blocks with a deposit each. */
  @BeforeAll
  static void build() {
    Hash parent = RIG.engine().genesis();
    for (int i = 0; i < 3; i++) {
      ExecutionPayload block =
          RIG.engine()
              .build(3, parent, EngineRig.opAttributes(1002 + 2 * i, true, EngineRig.deposit(i)));
      BLOCKS.add(block);
      parent = block.blockHash();
    }
  }

  @AfterAll
  static void close() {
    RIG.close();
  }

  private static EventSource subscribe(String params) {
    return Objects.requireNonNull(RIG.rpc().methods().stream("debug", "traceChain"))
        .subscribe(new Params(Json.parse(params), Caller.LOCAL), () -> {});
  }

  private static String event(int number) {
    ExecutionPayload block = BLOCKS.get(number - 1);
    return "{\"block\":\"0x"
        + number
        + "\",\"hash\":\""
        + block.blockHash().toHex()
        + "\",\"traces\":[{\"txHash\":\""
        + EngineRig.hashes(block).getFirst().toHex()
        + "\",\"result\":{}}]}";
  }

  @Test
  void followTheFirstBlockUpToTheLast() throws Exception {
    try (EventSource events = subscribe("[\"0x1\",\"latest\",{\"tracer\":\"noopTracer\"}]")) {
      assertThat(Json.text(Objects.requireNonNull(events.next()))).isEqualTo(event(2));
      assertThat(Json.text(Objects.requireNonNull(events.next()))).isEqualTo(event(3));
      assertThat(events.next()).isNull();
    }
  }

  @Test
  void endWithTheSubscription() throws Exception {
    EventSource events = subscribe("[\"0x0\",\"0x3\",{\"tracer\":\"noopTracer\"}]");
    JsonNode first = Objects.requireNonNull(events.next());
    assertThat(Json.text(first)).isEqualTo(event(1));
    events.close();
    assertThat(events.next()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[\"0x2\",\"0x1\"]  | end block (#1) needs to come after start block (#2)",
        "[\"0x2\",\"0x2\"]  | end block (#2) needs to come after start block (#2)",
        "[\"0x1\",\"0x64\"] | block #0x64 not found",
        "[\"0x1\",\"0x2\",{\"tracer\":\"{}\"}] | trace object must expose a function result()",
      })
  void malformedOnesAreRefused(String params, String message) {
    assertThatThrownBy(() -> subscribe(params))
        .isInstanceOf(RpcException.class)
        .hasMessage(message);
  }
}
