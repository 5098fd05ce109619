package dev.kopi.apps.cli.conformance;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.conformance.CaseFolders;
import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.apps.conformance.cannon.CannonCase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;

/** {@code kopi conformance cannon}: recorded runs of the fault-proof VM. */
@Command(
    name = "cannon",
    description = {
      "Replays recorded runs of the fault-proof VM: state hashes, proofs, state files, output.",
      "Exits with 1 when a case differs."
    },
    mixinStandardHelpOptions = true)
final class CannonConformanceCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "A zip of cases, a folder of the same layout, or one case.")
  private List<Path> paths = List.of();

  @Option(
      names = "--json",
      description = "Print an array of {name, pass, error} on stdout, and nothing else there.")
  private boolean json;

  @Override
  public Integer call() {
    ArrayNode rows = Json.array();
    int[] failed = new int[1];
    for (Path path : paths) {
      try {
        int cases =
            CaseFolders.each(
                path,
                CannonCase.MARKER,
                folder -> {
                  CaseResult result = CannonCase.run(folder);
                  failed[0] += result.passed() ? 0 : 1;
                  report(result, rows);
                });
        if (cases == 0) {
          throw new CommandFailed(
              "no case in " + path + ": a case is a folder with " + CannonCase.MARKER);
        }
      } catch (IOException e) {
        throw new CommandFailed("cannot read " + path + ": " + e.getMessage(), e);
      }
    }
    PrintStream out = System.out;
    if (json) {
      out.println(Json.text(rows));
    } else {
      out.println(rows.size() - failed[0] + " passed, " + failed[0] + " failed");
    }
    out.flush();
    return failed[0] == 0 ? 0 : 1;
  }

  private void report(CaseResult result, ArrayNode rows) {
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
