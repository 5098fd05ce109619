package dev.kopi.apps.cli.evm;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.core.chain.Fork;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kopi evm statetest}: runs official state tests. */
@Command(
    name = "statetest",
    description = "Runs state tests from files, folders or zips.",
    mixinStandardHelpOptions = true)
final class StateTestCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print each case as JSON.")
  private boolean json;

  @Option(names = "--fork", description = "Run the cases of this fork alone.")
  private @Nullable String fork;

  @Option(names = "--trace", description = "Trace operations to stderr (EIP-3155).")
  private boolean trace;

  @Option(names = "--compiled", description = "Compile all code before it runs.")
  private boolean compiled;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, folders or zips.")
  private List<Path> paths = List.of();

  @Override
  public Integer call() throws IOException {
    CommandSpec own = Objects.requireNonNull(spec);
    PrintWriter err = own.commandLine().getErr();
    PrintWriter out = own.commandLine().getOut();
    Fork only = fork == null ? null : TestForks.byName(fork);
    if (fork != null && only == null) {
      throw new ParameterException(own.commandLine(), "unknown fork " + fork);
    }
    StateTestRunner runner =
        new StateTestRunner(
            NativeCrypto.create(), TestCodes.create(compiled), trace ? new StepWriter(err) : null);
    List<StateTestResult> results = new ArrayList<>();
    TestFiles.visit(
        paths,
        (name, content) ->
            StateTestReader.read(
                content,
                test -> {
                  if (only == null || test.fork() == only) {
                    StateTestResult result = runner.run(test);
                    results.add(result);
                    if (trace && result.stateRoot() != null) {
                      err.println("{\"stateRoot\": \"" + result.stateRoot() + "\"}");
                    }
                  }
                }));
    if (json) {
      out.println(Json.text(toJson(results)));
    } else {
      results.stream().filter(r -> !r.passed()).forEach(r -> out.println(line(r)));
    }
    out.flush();
    long skipped = results.stream().filter(StateTestResult::skipped).count();
    long passed = results.stream().filter(StateTestResult::passed).count();
    long failed = results.size() - passed - skipped;
    err.println(passed + " passed, " + failed + " failed, " + skipped + " skipped");
    err.flush();
    return failed == 0 ? 0 : 1;
  }

  private static String line(StateTestResult result) {
    return (result.skipped() ? "SKIP " : "FAIL ") + result.describe();
  }

  private static ArrayNode toJson(List<StateTestResult> results) {
    ArrayNode array = Json.array();
    for (StateTestResult result : results) {
      StateTest test = result.test();
      ObjectNode node = array.addObject();
      node.put("name", test.name());
      node.put("fork", test.forkName());
      ObjectNode index = node.putObject("index");
      index.put("data", test.data());
      index.put("gas", test.gas());
      index.put("value", test.value());
      node.put("pass", result.passed());
      node.put("stateRoot", result.stateRoot() == null ? null : result.stateRoot().toHex());
      node.put("error", result.error());
    }
    return array;
  }
}
