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

/** {@code kopi evm blocktest}: runs official blockchain tests. */
@Command(
    name = "blocktest",
    description = "Runs blockchain tests from files, folders or zips.",
    mixinStandardHelpOptions = true)
final class BlockTestCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print each case as JSON.")
  private boolean json;

  @Option(names = "--compiled", description = "Compile all code before it runs.")
  private boolean compiled;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, folders or zips.")
  private List<Path> paths = List.of();

  @Override
  public Integer call() throws IOException {
    CommandSpec own = Objects.requireNonNull(spec);
    PrintWriter out = own.commandLine().getOut();
    PrintWriter err = own.commandLine().getErr();
    BlockTestRunner runner = new BlockTestRunner(NativeCrypto.create(), compiled);
    List<BlockTestRunner.Result> results = new ArrayList<>();
    TestFiles.visitStreams(
        paths,
        (name, content) -> BlockTestReader.read(content, test -> results.add(runner.run(test))));
    if (json) {
      out.println(Json.text(toJson(results)));
    } else {
      results.stream()
          .filter(result -> !result.passed())
          .forEach(result ->
              out.println(
                  (result.skipped() ? "SKIP " : "FAIL ")
                      + result.name()
                      + " "
                      + result.network()
                      + ": "
                      + result.error()));
    }
    out.flush();
    long skipped = results.stream().filter(BlockTestRunner.Result::skipped).count();
    long passed = results.stream().filter(BlockTestRunner.Result::passed).count();
    long failed = results.size() - passed - skipped;
    err.println(passed + " passed, " + failed + " failed, " + skipped + " skipped");
    err.flush();
    return failed == 0 ? 0 : 1;
  }

  private static ArrayNode toJson(List<BlockTestRunner.Result> results) {
    ArrayNode array = Json.array();
    for (BlockTestRunner.Result result : results) {
      ObjectNode node = array.addObject();
      node.put("name", result.name());
      node.put("fork", result.network());
      node.put("pass", result.passed());
      node.put("error", result.error());
    }
    return array;
  }
}
