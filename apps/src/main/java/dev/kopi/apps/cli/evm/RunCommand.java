package dev.kopi.apps.cli.evm;

import com.sun.management.ThreadMXBean;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.evm.fixture.TestForks;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code kopi evm run}: runs code once, or again and again to measure it. */
@Command(
    name = "run",
    description = "Runs code, and measures it with --bench.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--code", required = true, paramLabel = "HEX|@FILE", description = "The code.")
  private String code = "";

  @Option(names = "--input", paramLabel = "HEX|@FILE", description = "The call data.")
  private String input = "0x";

  @Option(names = "--gas", paramLabel = "GAS", description = "The gas of the call.")
  @Range
  private long gas = 10_000_000_000L;

  @Option(names = "--fork", paramLabel = "NAME", description = "The rules, such as Prague.")
  private String fork = "Cancun";

  @Option(
      names = "--bench",
      paramLabel = "SECONDS",
      description = "Measure for so many seconds; 0: run once.")
  @Range(max = 86_400)
  private int benchSeconds;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    CommandSpec own = Objects.requireNonNull(spec);
    Fork rules = TestForks.byName(fork);
    if (rules == null) {
      throw new ParameterException(own.commandLine(), "unknown fork " + fork);
    }
    CodeRun run = new CodeRun(rules, bytes(code), bytes(input), gas, NativeCrypto.create());
    CallOutcome outcome = run.once();
    ObjectNode result = Json.object();
    result.put("success", outcome.success());
    String halt = outcome.halt() == null ? "REVERT" : outcome.halt().name();
    result.put("error", outcome.success() ? null : halt);
    result.put("gasUsed", gas - outcome.gasLeft());
    result.put("output", outcome.output().toHex());
    if (benchSeconds > 0) {
      measure(run, result);
    }
    PrintWriter out = own.commandLine().getOut();
    if (json) {
      out.println(Json.text(result));
    } else {
      result.properties().forEach(e -> out.println(e.getKey() + ": " + e.getValue().asString()));
    }
    out.flush();
    return 0;
  }

  /** The first half of the time warms up, the second is measured. */
  private void measure(CodeRun run, ObjectNode result) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] nanos = new long[1024];
    long[] cpuNanos = new long[1024];
    int runs = 0;
    long start = System.nanoTime();
    long warm = start + benchSeconds * 500_000_000L;
    long end = start + benchSeconds * 1_000_000_000L;
    while (System.nanoTime() < end || runs == 0) {
      long cpu = threads.getCurrentThreadCpuTime();
      long wall = System.nanoTime();
      run.once();
      long took = System.nanoTime() - wall;
      long tookCpu = threads.getCurrentThreadCpuTime() - cpu;
      if (wall >= warm) {
        if (runs == nanos.length) {
          nanos = Arrays.copyOf(nanos, 2 * runs);
          cpuNanos = Arrays.copyOf(cpuNanos, 2 * runs);
        }
        nanos[runs] = took;
        cpuNanos[runs] = tookCpu;
        runs++;
      }
    }
    Arrays.sort(nanos, 0, runs);
    Arrays.sort(cpuNanos, 0, runs);
    result.put("runs", runs);
    result.put("medianNanos", nanos[runs / 2]);
    result.put("minNanos", nanos[0]);
    result.put("medianCpuNanos", cpuNanos[runs / 2]);
    result.put("minCpuNanos", cpuNanos[0]);
  }

  private static Bytes bytes(String argument) throws IOException {
    String hex = argument;
    if (argument.startsWith("@")) {
      Path file = Path.of(argument.substring(1));
      if (!Files.exists(file)) {
        throw new CommandFailed("there is no file " + file);
      }
      hex = Files.readString(file);
    }
    try {
      return Bytes.fromHex(hex.strip());
    } catch (DecodeException e) {
      throw new CommandFailed("not hex: " + e.getMessage(), e);
    }
  }
}
