package dev.kopi.apps.cli.bench;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.bench.EvmEngine.Measurement;
import dev.kopi.apps.cli.bench.EvmWorkloads.Workload;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.values.Range;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

/**
 * {@code kopi bench evm}: the workloads of {@code bench/evm} on Kopi, go-ethereum and revm, one
 * after the other on each workload, with gas and return data checked.
 */
@Command(
    name = "evm",
    description = {
      "Runs EVM workloads on Kopi and its peers, and compares their CPU time.",
      "The peers are built when Go and Cargo are there."
    },
    mixinStandardHelpOptions = true)
final class EvmBenchCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      description = "How long to measure each engine and workload.")
  @Range(min = 1, max = 86_400)
  private int seconds = 6;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--no-peers", description = "Measure Kopi alone.")
  private boolean alone;

  @Parameters(paramLabel = "WORKLOAD", arity = "0..*", description = "Only these.")
  private List<String> only = List.of();

  private final Map<Workload, Map<String, Measurement>> measured = new LinkedHashMap<>();
  private boolean exact = true;

  @Override
  public Integer call() throws IOException {
    CommandSpec own = Objects.requireNonNull(spec);
    Path root = Path.of(System.getProperty("kopi.home", "")).toAbsolutePath();
    if (!Files.exists(root.resolve("bench/evm/expected.json"))) {
      throw new CommandFailed("there is no bench/evm below " + root + ": run ./kopi of a checkout");
    }
    EvmWorkloads workloads = new EvmWorkloads(root);
    List<Workload> chosen = new ArrayList<>(workloads.prepare());
    chosen.removeIf(workload -> !only.isEmpty() && !only.contains(workload.name()));
    if (chosen.isEmpty()) {
      throw new CommandFailed("there is no workload " + String.join(", ", only));
    }
    List<EvmEngine> engines = new ArrayList<>(List.of(new EvmEngine.Kopi(root)));
    if (!alone) {
      addIfThere(engines, EvmEngine.geth(root));
      addIfThere(engines, EvmEngine.revm(root));
    }
    for (Workload workload : chosen) {
      Map<String, Measurement> row = new LinkedHashMap<>();
      for (EvmEngine engine : engines) {
        Measurement m = engine.measure(workloads.folder, workload, Math.max(2, seconds));
        if (m.gas() != workload.gas() || !m.output().equals(workload.output())) {
          System.err.println(engine.name() + " is wrong on " + workload.name() + ": " + m);
          exact = false;
        }
        row.put(engine.name(), m);
      }
      measured.put(workload, row);
    }
    PrintWriter out = own.commandLine().getOut();
    if (json) {
      out.println(Json.text(asJson(engines)));
    } else {
      printTable(out, engines);
    }
    out.flush();
    return exact && !measured.isEmpty() ? 0 : 1;
  }

  private static void addIfThere(List<EvmEngine> engines, @Nullable EvmEngine engine) {
    if (engine != null) {
      engines.add(engine);
    }
  }

  private void printTable(PrintWriter out, List<EvmEngine> engines) {
    StringBuilder header = new StringBuilder("| CPU ms a run |");
    StringBuilder rule = new StringBuilder("|---|");
    for (EvmEngine engine : engines) {
      header.append(' ').append(engine.name()).append(" |");
      rule.append("---|");
    }
    for (EvmEngine peer : engines.subList(1, engines.size())) {
      header.append(" kopi/").append(peer.name()).append(" |");
      rule.append("---|");
    }
    out.println(header);
    out.println(rule);
    measured.forEach((workload, row) -> {
      StringBuilder line = new StringBuilder("| " + workload.name() + " |");
      for (EvmEngine engine : engines) {
        line.append(text(" %.2f |", millis(row, engine.name())));
      }
      for (EvmEngine peer : engines.subList(1, engines.size())) {
        line.append(text(" %.2f |", ratio(row, peer.name())));
      }
      out.println(line);
    });
    for (EvmEngine peer : engines.subList(1, engines.size())) {
      out.println(
          text("geometric mean of kopi/" + peer.name() + ": %.3f", geometricMean(peer.name())));
    }
    out.println(exact ? "gas and return data: all as expected" : "gas or return data: WRONG");
  }

  private ObjectNode asJson(List<EvmEngine> engines) {
    ObjectNode result = Json.object();
    ArrayNode rows = result.putArray("workloads");
    measured.forEach((workload, row) -> {
      ObjectNode entry = rows.addObject();
      entry.put("workload", workload.name());
      row.forEach((engine, m) -> {
        ObjectNode one = entry.putObject(engine);
        one.put("gas", m.gas());
        one.put("output", m.output());
        one.put("runs", m.runs());
        one.put("medianCpuNanos", m.cpuNanos());
      });
    });
    for (EvmEngine peer : engines.subList(1, engines.size())) {
      result.put("geomeanTo" + peer.name(), geometricMean(peer.name()));
    }
    result.put("exact", exact);
    return result;
  }

  private double geometricMean(String peer) {
    double sum = 0;
    for (Map<String, Measurement> row : measured.values()) {
      sum += Math.log(ratio(row, peer));
    }
    return Math.exp(sum / measured.size());
  }

  private static double ratio(Map<String, Measurement> row, String peer) {
    return millis(row, "kopi") / millis(row, peer);
  }

  private static double millis(Map<String, Measurement> row, String engine) {
    return Objects.requireNonNull(row.get(engine)).cpuNanos() / 1e6;
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
