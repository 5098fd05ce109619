package dev.kopi.tests.conformance.altda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.apps.conformance.altda.AltDaRecording;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AltDaConformanceTest {
  @Test
  void agreesWithEveryRecordedCommitmentAndScenario() throws IOException {
    List<CaseResult> results = new ArrayList<>();
    AltDaRecording.each(Vectors.path("altda.zip"), results::add);
    assertThat(results.stream().filter(result -> !result.passed())).isEmpty();
    assertThat(results.stream().map(CaseResult::name)).doesNotHaveDuplicates();
    assertThat(results).hasSize(47 + 40);
  }
}
