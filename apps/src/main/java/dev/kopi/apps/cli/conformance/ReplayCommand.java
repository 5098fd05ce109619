package dev.kopi.apps.cli.conformance;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.conformance.CaseResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;

/** Replays recorded cases of one kind and reports each. */
abstract class ReplayCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "A zip of cases, a folder of the same layout, or one case.")
  private List<Path> paths = List.of();

  @Option(
      names = "--json",
      description = "Print an array of {name, pass, error} on stdout, and nothing else there.")
  private boolean json;

  private final ArrayNode rows = Json.array();
  private int failed;

  /**
   * Replays the cases of a path.
   *
   * @throws IOException when the path cannot be read
   */
  abstract void replay(Path path, Consumer<CaseResult> results) throws IOException;

  /** What a case is, for who gives a path without any. */
  abstract String caseIs();

  @Override
  public Integer call() {
    for (Path path : paths) {
      int before = rows.size();
      try {
        replay(path, this::report);
      } catch (IOException e) {
        throw new CommandFailed("cannot read " + path + ": " + e.getMessage(), e);
      }
      if (rows.size() == before) {
        throw new CommandFailed("no case in " + path + ": " + caseIs());
      }
    }
    PrintStream out = System.out;
    if (json) {
      out.println(Json.text(rows));
    } else {
      out.println(rows.size() - failed + " passed, " + failed + " failed");
    }
    out.flush();
    return failed == 0 ? 0 : 1;
  }

  private void report(CaseResult result) {
    failed += result.passed() ? 0 : 1;
    rows.addObject()
        .put("name", result.name())
        .put("pass", result.passed())
        .put("error", result.error());
    if (!json) {
      System.out.println(
          (result.passed() ? "ok    " : "DIFF  ")
              + result.name()
              + (result.passed() ? "" : ": " + result.error()));
    }
  }
}
