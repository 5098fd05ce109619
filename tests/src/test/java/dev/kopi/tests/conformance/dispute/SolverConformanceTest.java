package dev.kopi.tests.conformance.dispute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.apps.conformance.solver.SolverCases;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SolverConformanceTest {
  @Test
  void decidesAndResolvesEveryRecordedGame() throws IOException {
    List<CaseResult> results = new ArrayList<>();
    SolverCases.each(Vectors.path("solver.zip"), results::add);
    assertThat(results.stream().filter(result -> !result.passed())).isEmpty();
    assertThat(results).hasSize(2450);
    System.out.println("solver: " + results.size() + " recorded games");
  }
}
