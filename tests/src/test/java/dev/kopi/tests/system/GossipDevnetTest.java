package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.core.rollup.SyncStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class GossipDevnetTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void theVerifierHasBlocksBeforeTheyAreOnL1() {
    try (RunningDevnet devnet = RunningDevnet.start(directory.resolve("chain"))) {
      Await.until(
          "unsafe blocks of the verifier",
          () -> {
            SyncStatus status = devnet.node("verifier").syncStatus();
            return status.safeL2().number() > 0
                && status.unsafeL2().number() > status.safeL2().number();
          },
          devnet::log);
      long head = devnet.node("verifier").syncStatus().unsafeL2().number();
      assertThat(devnet.hashAt("verifier", head)).isEqualTo(devnet.hashAt("sequencer", head));
      JsonNode peers =
          new HttpRpcClient(URI.create(devnet.value("verifier", "node")), Duration.ofSeconds(10))
              .call("opp2p_peers");
      assertThat(peers.get("totalConnected").intValue()).isEqualTo(1);
      JsonNode peer = peers.get("peers").iterator().next();
      assertThat(peer.get("userAgent").stringValue()).isEqualTo("kopi/devnet");
      assertThat(peer.get("scores").get("gossip").get("total").doubleValue()).isZero();
    }
  }

  @Test
  void withoutGossipTheVerifierHasWhatIsOnL1() {
    try (RunningDevnet devnet = RunningDevnet.start(directory.resolve("chain"), "--without=p2p")) {
      Await.until("a safe block", () -> devnet.safe("verifier") > 3, devnet::log);
      SyncStatus status = devnet.node("verifier").syncStatus();
      assertThat(status.unsafeL2()).isEqualTo(status.safeL2());
    }
  }
}
