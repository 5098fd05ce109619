package dev.kopi.apps.cli.evm;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kopi evm transaction}: runs official transaction tests. */
@Command(
    name = "transaction",
    description = "Runs transaction tests from files, folders or zips.",
    mixinStandardHelpOptions = true)
final class TransactionCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print each case as JSON.")
  private boolean json;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, folders or zips.")
  private List<Path> paths = List.of();

  @Override
  public Integer call() throws IOException {
    CommandSpec own = Objects.requireNonNull(spec);
    PrintWriter out = own.commandLine().getOut();
    TransactionTestRunner runner = new TransactionTestRunner(NativeCrypto.create());
    List<TransactionTestRunner.Result> results = new ArrayList<>();
    TestFiles.visit(paths, (name, content) -> results.addAll(runner.run(content)));
    ArrayNode array = Json.array();
    long skipped = 0;
    long failed = 0;
    for (TransactionTestRunner.Result result : results) {
      skipped += result.skipped() ? 1 : 0;
      failed += result.passed() || result.skipped() ? 0 : 1;
      if (json) {
        ObjectNode node = array.addObject();
        node.put("name", result.name());
        node.put("fork", result.fork());
        node.put("pass", result.passed());
        node.put("error", result.error());
      } else if (!result.passed()) {
        out.println(
            (result.skipped() ? "SKIP " : "FAIL ")
                + result.name()
                + " "
                + result.fork()
                + ": "
                + result.error());
      }
    }
    if (json) {
      out.println(Json.text(array));
    }
    out.flush();
    PrintWriter err = own.commandLine().getErr();
    long passed = results.size() - failed - skipped;
    err.println(passed + " passed, " + failed + " failed, " + skipped + " skipped");
    err.flush();
    return failed == 0 ? 0 : 1;
  }
}
