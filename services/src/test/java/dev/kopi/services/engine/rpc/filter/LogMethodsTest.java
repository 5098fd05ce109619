package dev.kopi.services.engine.rpc.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.Deadline;
import dev.kopi.services.engine.rpc.limit.DeadlineWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;

class LogMethodsTest {
  private final StoredBlocks store = new StoredBlocks();
  private final LogMethods methods =
      new LogMethods(new ChainView(store, EngineRig.l1(), EngineRig.CRYPTO));

  private long nowMillis = 1_000;
  private final DeadlineWatch watch = new DeadlineWatch(() -> Instant.ofEpochMilli(nowMillis));
  private final Deadline deadline = watch.start(Duration.ofSeconds(5));

  private ArrayNode logs(String filter) {
    return methods.logs(LogRequest.read(new Params(Json.parse("[" + filter + "]")), 0), deadline);
  }

  @Test
  void findsLogsByTopic() {
    Hash topic = Hash.fromHex("0x" + "11".repeat(32));
    store.add(0, 2);
    store.add(1, 3, List.of(topic));
    assertThat(logs("{\"fromBlock\": \"0x0\"}")).hasSize(5);
    assertThat(logs("{\"fromBlock\": \"0x0\", \"topics\": [\"" + topic.toHex() + "\"]}"))
        .hasSize(3);
    assertThat(logs("{\"fromBlock\": \"0x0\", \"topics\": [null, \"" + topic.toHex() + "\"]}"))
        .isEmpty();
  }

  @Test
  void refusesMoreLogsThanOneAnswerTakes() {
    store.add(0, 20_001);
    assertThatThrownBy(() -> logs("{\"fromBlock\": \"0x0\"}"))
        .hasMessageContaining("more than 20000 results");
    store.add(0, 20_000);
    assertThat(logs("{\"fromBlock\": \"0x0\"}")).hasSize(20_000);
  }

  @Test
  void searchesFewBlocksAtOnceForManyValues() {
    for (int number = 0; number <= 200; number++) {
      store.add(number, 0);
    }
    String topics = ("\"0x" + "11".repeat(32) + "\",").repeat(1000);
    String filter =
        "{\"fromBlock\": \"0x0\", \"topics\": [["
            + topics.substring(0, topics.length() - 1)
            + "]]}";
    assertThat(logs(filter)).isEmpty();
    assertThat(store.searches).hasSize(4).allMatch(blocks -> blocks <= 65);
    store.searches.clear();
    logs("{\"fromBlock\": \"0x0\"}");
    assertThat(store.searches).containsExactly(201L);
  }

  @Test
  void stopsAtItsDeadline() {
    store.add(0, 1);
    nowMillis += 5_000;
    watch.run(nowMillis);
    assertThatThrownBy(() -> logs("{\"fromBlock\": \"0x0\"}"))
        .hasMessage("execution aborted (timeout = 5s)");
  }

  @Test
  void refusesRangesThatAreTooLongOrBeyondTheHead() {
    store.add(0, 0);
    store.add(2_000_000, 0);
    assertThatThrownBy(() -> logs("{\"fromBlock\": \"0x0\"}"))
        .hasMessageContaining("at most 1000000");
    assertThatThrownBy(() -> logs("{\"toBlock\": \"0x7fffffffffffffff\"}"))
        .hasMessageContaining("beyond current head");
    assertThatThrownBy(() -> logs("{\"fromBlock\": \"latest\", \"toBlock\": \"0x1\"}"))
        .hasMessageContaining("invalid block range");
    assertThatThrownBy(() -> logs("{\"fromBlock\": \"" + "x".repeat(1000) + "\"}"))
        .hasMessageContaining("hex string without 0x prefix");
  }
}
