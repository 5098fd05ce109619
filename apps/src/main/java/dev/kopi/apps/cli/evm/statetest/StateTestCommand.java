package dev.kopi.apps.cli.evm.statetest;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.evm.fixture.TestCodes;
import dev.kopi.apps.cli.evm.fixture.TestCommand;
import dev.kopi.apps.cli.evm.fixture.TestForks;
import dev.kopi.apps.cli.evm.fixture.TestResult;
import dev.kopi.apps.cli.evm.fixture.TestRun;
import dev.kopi.apps.cli.evm.trace.Eip3155Writer;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.Hash;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.node.ObjectNode;

/** {@code kopi evm statetest}: runs official state tests. */
public @Command(
    name = "statetest",
    description = "Runs state tests from files, folders or zips.",
    mixinStandardHelpOptions = true) final class StateTestCommand extends TestCommand {
  @Option(names = "--fork", paramLabel = "NAME", description = "Run the cases of this fork alone.")
  private @Nullable String fork;

  @Option(names = "--trace", description = "Trace operations to stderr (EIP-3155).")
  private boolean trace;

  @Option(names = "--compiled", description = "Compile all code before it runs.")
  private boolean compiled;

  @Override
  public Integer call() throws IOException {
    if (fork != null && TestForks.byName(fork) == null) {
      throw new ParameterException(spec().commandLine(), "unknown fork " + fork);
    }
    Crypto crypto = NativeCrypto.create();
    PrintWriter err = spec().commandLine().getErr();
    return run(
        trace ? 1 : TestRun.processors(),
        () -> {
          StateTestRunner runner =
              new StateTestRunner(
                  crypto, TestCodes.create(compiled), trace ? new Eip3155Writer(err) : null);
          return (file, results) ->
              StateTestReader.read(
                  file.readAllBytes(),
                  test -> {
                    if (isChosen(test)) {
                      run(runner, test, results, err);
                    }
                  });
        });
  }

  @Override
  protected boolean mayFindNothing() {
    return fork != null;
  }

  private boolean isChosen(StateTest test) {
    return fork == null || TestForks.same(fork, test.forkName());
  }

  private void run(
      StateTestRunner runner, StateTest test, Consumer<TestResult> results, PrintWriter err) {
    TestResult result = runner.run(test);
    if (trace && result.stateRoot() != null) {
      err.println("{\"stateRoot\": \"" + result.stateRoot() + "\"}");
    }
    results.accept(result);
  }

  @Override
  protected ObjectNode toJson(TestResult result) {
    ObjectNode node = Json.object();
    node.put("name", result.name());
    node.put("fork", result.fork());
    TestResult.Index index = result.index();
    ObjectNode indexes = node.putObject("index");
    indexes.put("data", index == null ? 0 : index.data());
    indexes.put("gas", index == null ? 0 : index.gas());
    indexes.put("value", index == null ? 0 : index.value());
    node.put("pass", result.passed());
    Hash root = result.stateRoot();
    node.put("stateRoot", root == null ? null : root.toHex());
    node.put("error", result.error());
    return node;
  }
}
