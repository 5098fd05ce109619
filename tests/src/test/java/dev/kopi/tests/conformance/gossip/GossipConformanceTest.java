package dev.kopi.tests.conformance.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.apps.conformance.gossip.GossipRecording;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GossipConformanceTest {
  @Test
  void agreesWithEveryRecordedMessageExchangeAndRecord() throws IOException {
    List<CaseResult> results = new ArrayList<>();
    List<String> quirks = new ArrayList<>();
    new GossipRecording(results::add, quirks::add).run(Vectors.path("gossip.zip"));
    assertThat(results.stream().filter(result -> !result.passed())).isEmpty();
    assertThat(results.stream().map(CaseResult::name)).doesNotHaveDuplicates();
    assertThat(results.size() + quirks.size()).isEqualTo(503 + 39 + 18);
    System.out.println("gossip: " + results.size() + " recorded cases");
  }
}
