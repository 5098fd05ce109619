package dev.kopi.apps.cli.bench;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.bench.EvmWorkloads.Workload;
import dev.kopi.apps.cli.error.CommandFailed;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An engine that runs workloads in a process of its own and measures its CPU time. */
sealed interface EvmEngine {
  /** The median CPU time of a run. */
  record Measurement(long gas, String output, int runs, long cpuNanos) {}

  /** The engine's name in the table. */
  String name();

  /** Runs one workload for so many seconds. */
  Measurement measure(Path workloads, Workload workload, int seconds) throws IOException;

  /** Kopi: {@code kopi evm run} in a Java machine with this one's options. */
  record Kopi(Path root) implements EvmEngine {
    @Override
    public String name() {
      return "kopi";
    }

    @Override
    public Measurement measure(Path workloads, Workload workload, int seconds) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(Processes.MAIN_CLASS, "evm", "run", "--fork", "Cancun", "--json"));
      command.add("--code=@" + workloads.resolve(workload.name() + ".code.hex"));
      command.add("--input=@" + workloads.resolve(workload.name() + ".input.hex"));
      command.add("--bench=" + seconds);
      JsonNode said = Json.parse(Processes.run(root, command));
      return new Measurement(
          said.path("gasUsed").longValue(-1),
          said.path("output").stringValue("").replaceFirst("^0x", ""),
          said.path("runs").intValue(0),
          said.path("medianCpuNanos").longValue(0));
    }
  }

  /** A program of {@code bench/evm/peers}. */
  record Peer(String name, Path program) implements EvmEngine {
    @Override
    public Measurement measure(Path workloads, Workload workload, int seconds) throws IOException {
      List<String> command =
          List.of(
              program.toString(), workloads.toString(), String.valueOf(seconds), workload.name());
      JsonNode said = Json.parse(Processes.run(workloads, command));
      return new Measurement(
          said.path("gas").longValue(-1),
          said.path("output").stringValue(""),
          said.path("runs").intValue(0),
          said.path("medianCpuNanos").longValue(0));
    }
  }

  /** go-ethereum, built once when Go is there. */
  static @Nullable EvmEngine geth(Path root) throws IOException {
    Path program = root.resolve("target/bench/evm/geth");
    List<String> build = List.of("go", "build", "-o", program.toString(), ".");
    return peer(root, "geth", program, build);
  }

  /** revm, built once when Cargo is there. */
  static @Nullable EvmEngine revm(Path root) throws IOException {
    Path target = root.resolve("target/bench/evm/cargo");
    Path program = target.resolve("release/kopi-bench-revm");
    List<String> build =
        List.of("cargo", "build", "--release", "--quiet", "--target-dir", target.toString());
    return peer(root, "revm", program, build);
  }

  private static @Nullable EvmEngine peer(Path root, String name, Path program, List<String> build)
      throws IOException {
    if (!Files.isExecutable(program)) {
      if (!Processes.present(build.getFirst())) {
        System.err.println(name + " is left out: " + build.getFirst() + " is not on PATH");
        return null;
      }
      System.err.println("building " + name + " (once)…");
      try {
        Processes.run(root.resolve("bench/evm/peers/" + name), build);
      } catch (CommandFailed e) {
        System.err.println(name + " is left out: it could not be built: " + e.getMessage());
        return null;
      }
    }
    return new Peer(name, program);
  }
}
