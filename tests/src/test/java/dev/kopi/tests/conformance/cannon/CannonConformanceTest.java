package dev.kopi.tests.conformance.cannon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.apps.conformance.CaseFolders;
import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.apps.conformance.cannon.CannonCase;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CannonConformanceTest {
  @Test
  void replaysEveryRecordedRun() throws IOException {
    List<CaseResult> results = new ArrayList<>();
    int cases =
        CaseFolders.each(
            Vectors.path("cannon.zip"),
            CannonCase.MARKER,
            folder -> results.add(CannonCase.run(folder)));
    assertThat(results.stream().filter(result -> !result.passed())).isEmpty();
    assertThat(cases).isEqualTo(87);
    System.out.println("cannon: " + cases + " recorded runs");
  }
}
