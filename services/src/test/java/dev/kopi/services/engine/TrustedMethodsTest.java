package dev.kopi.services.engine;

import static dev.kopi.services.engine.EngineRig.deposit;
import static dev.kopi.services.engine.EngineRig.opAttributes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TrustedMethodsTest {
  private final RpcRig rig =
      RpcRig.of(EngineRig.holocene(), new CallLimits(0, Duration.ofSeconds(5)));
  private final RpcMethods methods = new RpcMethods();
  private Hash first = Hash.ZERO;

  @BeforeEach
  void build() {
    EngineRig engine = rig.engine();
    first = engine.build(3, engine.genesis(), opAttributes(1001, true, deposit(1))).blockHash();
    engine.build(3, first, opAttributes(1002, true, deposit(2)));
    new TrustedMethods(engine.engine()).addTo(methods);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private @Nullable JsonNode call(String method, String params) {
    return Objects.requireNonNull(methods.handler(method)).handle(new Params(Json.parse(params)));
  }

  @Test
  void rewindsTheHead() {
    call("debug_setHead", "[\"0x1\"]");
    assertThat(rig.engine().store().heads().head()).isEqualTo(first);
    assertThat(rig.engine().store().canonicalHash(2)).isNull();
    assertThat(rig.call("eth_blockNumber", "[]").stringValue()).isEqualTo("0x1");
  }

  @Test
  void refusesAHeadThatIsNotBelow() {
    for (String number : new String[] {"0x2", "0x3", "0xffffffffffffffff"}) {
      assertThatThrownBy(() -> call("debug_setHead", "[\"" + number + "\"]"))
          .isInstanceOf(RpcException.class)
          .hasMessageContaining("not allowed to rewind to a future block");
    }
  }

  @Test
  void areNotAmongThePublicMethods() {
    assertThat(rig.rpc().methods().names()).doesNotContainAnyElementsOf(methods.names());
  }

  @Test
  void tellsOfTheProcess() {
    JsonNode memory = Objects.requireNonNull(call("debug_memStats", "[]"));
    assertThat(memory.path("HeapSys").longValue())
        .isGreaterThanOrEqualTo(memory.path("HeapAlloc").longValue())
        .isPositive();
    long before = Objects.requireNonNull(call("debug_gcStats", "[]")).path("NumGC").longValue();
    call("debug_freeOSMemory", "[]");
    assertThat(Objects.requireNonNull(call("debug_gcStats", "[]")).path("NumGC").longValue())
        .isGreaterThan(before);
    assertThat(Objects.requireNonNull(call("debug_stacks", "[]")).stringValue())
        .contains("tellsOfTheProcess");
    assertThatThrownBy(() -> call("debug_setGCPercent", "[100]"))
        .hasMessageContaining("KOPI_JAVA_OPTS");
  }
}
