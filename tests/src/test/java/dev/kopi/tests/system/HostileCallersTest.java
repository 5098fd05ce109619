package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.bench.DevnetProcess;
import dev.kopi.apps.bench.hostile.Attack;
import dev.kopi.apps.bench.hostile.HostileBench;
import dev.kopi.apps.bench.hostile.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What anonymous callers can do to a devnet, one attack after another. Checks what must hold on a
 * machine of any speed; {@code kopi bench hostile} also measures times.
 */
class HostileCallersTest {
  private static final long MILLIS_PER_ATTACK = 1500;
  private static final long ANY_MEMORY = Long.MAX_VALUE;

  @TempDir private Path directory = Path.of("");

  private final Map<String, Long> most = new ConcurrentHashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  @Test
  void answersHonestCallsAndKeepsItsBoundsUnderEveryAttack() throws Exception {
    try (DevnetProcess devnet = DevnetProcess.start(java(), directory)) {
      URI url = URI.create(devnet.description().path("l1").path("rpc").stringValue() + "/devnet");
      Thread watcher = Thread.ofVirtual().name("bounds").start(() -> watch(url));
      Target target = new Target(devnet.description());
      HostileBench bench = new HostileBench(target, devnet.pid(), MILLIS_PER_ATTACK, ANY_MEMORY);
      for (Attack attack : HostileBench.attacks()) {
        HostileBench.Result result = bench.runAtOnce(attack);
        assertThat(devnet.isAlive()).as(() -> attack.name() + "\n" + log(devnet)).isTrue();
        assertThat(result.calls()).as(attack.name()).isPositive();
        assertThat(result.failures()).as(attack.name()).isEmpty();
        awaitBlock(target.l1(), devnet);
        awaitBlock(target.l2(), devnet);
      }
      stopping = true;
      watcher.join();
      assertThat(violations).isEmpty();
      // The attacks reached what is bounded.
      assertThat(most)
          .hasEntrySatisfying("sequencer_rpc_received", bytes -> assertThat(bytes).isPositive())
          .hasEntrySatisfying("sequencer_rpc_sent", bytes -> assertThat(bytes).isPositive())
          .hasEntrySatisfying("sequencer_filters", bytes -> assertThat(bytes).isPositive())
          .hasEntrySatisfying("sequencer_feeds", bytes -> assertThat(bytes).isPositive())
          .hasEntrySatisfying("sequencer_txpool_pending", bytes -> assertThat(bytes).isPositive())
          .hasEntrySatisfying("sequencer_txpool_queued", bytes -> assertThat(bytes).isPositive());
      assertThat(log(devnet)).doesNotContain("OutOfMemoryError");
    }
  }

  /** As the launcher bounds a devnet. */
  private static List<String> java() {
    List<String> command = new ArrayList<>(KopiProcess.command(List.of()));
    command.replaceAll(option -> option.startsWith("-Xmx") ? "-Xmx224m" : option);
    command.add(1, "-XX:MaxDirectMemorySize=32m");
    return command;
  }

  private static void awaitBlock(Target.Chain chain, DevnetProcess devnet) {
    long before = chain.blockNumber();
    Await.until("a block after " + before, () -> chain.blockNumber() > before, () -> log(devnet));
  }

  private static String log(DevnetProcess devnet) {
    try {
      return devnet.log();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Reads again and again what the engines hold. */
  private void watch(URI url) {
    HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (!stopping) {
        byte[] answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        for (Map.Entry<String, JsonNode> one : Json.parse(answer).path("held").properties()) {
          long bytes = one.getValue().path("bytes").asLong(-1);
          long bound = one.getValue().path("bound").asLong(-1);
          most.merge(one.getKey(), bytes, Math::max);
          if (bytes < 0 || bytes > bound) {
            violations.add(one.getKey() + " holds " + bytes + " bytes of " + bound);
          }
        }
        Thread.sleep(20);
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      violations.add("the bounds cannot be read: " + e);
    }
  }
}
