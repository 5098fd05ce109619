package dev.kopi.adapters.rpc.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RpcDispatcherTest {
  private long nanos = Long.MAX_VALUE - 5;
  private int calls;

  private final RpcDispatcher dispatcher =
      new RpcDispatcher(
          new RpcMethods().add("test_slow", this::slow),
          RpcLimits.PUBLIC,
          RpcObserver.NONE,
          () -> nanos);

  private JsonNode slow(Params params) {
    calls++;
    nanos += TimeUnit.SECONDS.toNanos(params.quantity(0));
    return JsonValues.bool(true);
  }

  @Test
  void refusesTheRestOfABatchThatTakesTooLong() {
    String call =
        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"test_slow\", \"params\": [\"0xf\"]}";
    String notification =
        "{\"jsonrpc\": \"2.0\", \"method\": \"test_slow\", \"params\": [\"0xf\"]}";
    String batch = "[" + String.join(",", call, call, call, call, notification, call) + "]";
    byte[] answer = dispatcher.answer(batch.getBytes(StandardCharsets.UTF_8), Caller.LOCAL, null);
    JsonNode answers = Json.parse(Objects.requireNonNull(answer));
    assertThat(calls).isEqualTo(3);
    assertThat(answers).hasSize(5);
    assertThat(answers.get(2).path("result").booleanValue()).isTrue();
    for (int i = 3; i < 5; i++) {
      assertThat(answers.get(i).path("error").path("code").intValue())
          .isEqualTo(RpcException.TIMEOUT);
      assertThat(answers.get(i).path("error").path("message").stringValue())
          .isEqualTo("request timed out");
    }
  }
}
