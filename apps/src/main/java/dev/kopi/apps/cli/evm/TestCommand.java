package dev.kopi.apps.cli.evm;

import dev.kopi.adapters.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the commands for official tests have in common: an array of cases as JSON, or lines for
 * those that did not pass, on stdout; the summary on stderr; status 1 when a case failed or none
 * was found.
 */
abstract class TestCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print each case as JSON.")
  private boolean json;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, folders or zips.")
  private List<Path> paths = List.of();

  private long passed;
  private long failed;
  private long skipped;

  /** The command as it was given. */
  final CommandSpec spec() {
    return Objects.requireNonNull(spec);
  }

  /**
   * Runs all tests under the paths.
   *
   * @param threads how many files run at a time
   */
  final int run(int threads, Supplier<TestRun.Runner> runners) throws IOException {
    PrintWriter out = spec().commandLine().getOut();
    PrintWriter err = spec().commandLine().getErr();
    try (TestFiles files = new TestFiles(paths)) {
      if (json) {
        out.print('[');
      }
      TestRun.run(files.files(), threads, runners, result -> report(result, out));
      if (json) {
        out.println(']');
      }
    }
    out.flush();
    boolean nothing = passed + failed + skipped == 0 && !mayFindNothing();
    if (nothing) {
      err.println("kopi: no test of this kind was found");
    }
    err.println(passed + " passed, " + failed + " failed, " + skipped + " skipped");
    err.flush();
    return failed == 0 && !nothing ? 0 : 1;
  }

  /** Whether it is no failure that no case ran. */
  boolean mayFindNothing() {
    return false;
  }

  private void report(TestResult result, PrintWriter out) {
    boolean first = passed + failed + skipped == 0;
    if (result.skipped()) {
      skipped++;
    } else if (result.passed()) {
      passed++;
    } else {
      failed++;
    }
    if (json) {
      out.println(first ? "" : ",");
      out.print(Json.text(toJson(result)));
    } else if (!result.passed()) {
      out.println((result.skipped() ? "SKIP " : "FAIL ") + result.describe());
    }
  }

  /** A case as JSON. */
  ObjectNode toJson(TestResult result) {
    ObjectNode node = Json.object();
    node.put("name", result.name());
    node.put("fork", result.fork());
    node.put("pass", result.passed());
    node.put("error", result.error());
    return node;
  }
}
