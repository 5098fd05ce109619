package dev.kopi.apps.cli.conformance;

import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.apps.conformance.solver.SolverCases;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/** {@code kopi conformance solver}: recorded decisions of the honest actor of dispute games. */
@Command(
    name = "solver",
    description = {
      "Replays recorded decisions in dispute games: the honest actor's actions, and resolution.",
      "Exits with 1 when a case differs."
    },
    mixinStandardHelpOptions = true)
final class SolverConformanceCommand extends ReplayCommand {
  @Override
  void replay(Path path, Consumer<CaseResult> results) throws IOException {
    SolverCases.each(path, results);
  }

  @Override
  String caseIs() {
    return "cases are lines of *.jsonl.gz beside " + SolverCases.MARKER;
  }
}
