package dev.kopi.apps.cli.bench;

import dev.kopi.adapters.cannon.StateFile;
import dev.kopi.apps.cli.bench.MeasuredProcess.Usage;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.Witness;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code kopi bench cannon}: the fault-proof VM beside the Go one, each in a process of its own
 * from its start to its end, with the states compared.
 */
@Command(
    name = "cannon",
    description = {
      "Runs a program in the fault-proof VM, and in the Go one when --peer names it.",
      "Without --input the program is bench/cannon/guest, which is built when Go is there."
    },
    mixinStandardHelpOptions = true)
final class CannonBenchCommand implements Callable<Integer> {
  /** The peer does not get faster after these; its speed is compared. */
  private static final long MOST_PEER_STEPS = 1_000_000_000;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--steps", paramLabel = "STEPS", description = "How many steps to run.")
  @Range(min = 1, max = 1_000_000_000_000L)
  private long steps = 1_000_000_000;

  @Option(names = "--runs", paramLabel = "COUNT", description = "Runs of each; medians are shown.")
  @Range(min = 1, max = 99)
  private int runs = 1;

  @Option(
      names = "--peer",
      paramLabel = "PATH",
      description = "The Go program cannon; it runs a billion steps at most.")
  private @Nullable Path peer;

  @Option(names = "--input", paramLabel = "FILE", description = "A state, as load-elf writes it.")
  private @Nullable Path input;

  @Option(names = "--proof", description = "Prove the last step, too.")
  private boolean proof;

  private record Row(String name, List<String> command, long steps) {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Path root = Path.of(System.getProperty("kopi.home", "")).toAbsolutePath();
    Path folder = Files.createDirectories(root.resolve("target/bench/cannon"));
    Path start = input == null ? guest(root, folder) : input.toAbsolutePath();
    List<String> kopi = List.of(root.resolve("kopi").toString(), "cannon", "run");
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("kopi", kopi, steps));
    List<String> interpret = new ArrayList<>(kopi);
    interpret.add("--interpret");
    rows.add(new Row("kopi --interpret", interpret, steps));
    if (peer != null) {
      List<String> go = List.of(peer.toAbsolutePath().toString(), "run");
      rows.add(new Row("peer", go, Math.min(steps, MOST_PEER_STEPS)));
    }
    Map<Row, List<Usage>> measured = new LinkedHashMap<>();
    Map<Long, String> hashes = new LinkedHashMap<>();
    long pages = 0;
    for (int run = 0; run < runs; run++) {
      for (Row row : rows) {
        Path end = folder.resolve("end.bin.gz");
        measured
            .computeIfAbsent(row, key -> new ArrayList<>())
            .add(MeasuredProcess.run(folder, command(row, start, end)));
        MachineState state = read(end);
        pages = Math.max(pages, state.memory().pageCount());
        String hash = state.step() + " " + Witness.hash(state);
        if (!hash.equals(hashes.computeIfAbsent(row.steps(), key -> hash))) {
          throw new CommandFailed(row.name() + " ends at another state: " + hash);
        }
      }
    }
    print(out, measured, pages);
    return 0;
  }

  private List<String> command(Row row, Path start, Path end) {
    List<String> command = new ArrayList<>(row.command());
    command.addAll(List.of("--input", start.toString(), "--output", end.toString()));
    command.addAll(List.of("--meta", "", "--stop-at", "=" + row.steps()));
    if (proof) {
      command.addAll(List.of("--proof-at", "=" + (row.steps() - 1)));
    }
    return command;
  }

  private static MachineState read(Path file) throws IOException {
    try {
      return StateFile.read(file);
    } catch (DecodeException e) {
      throw new CommandFailed(file + ": " + e.getMessage(), e);
    }
  }

  /** The state before the first step of the program in {@code bench/cannon/guest}. */
  private static Path guest(Path root, Path folder) throws IOException {
    Path state = folder.resolve("guest.bin.gz");
    if (Files.exists(state)) {
      return state;
    }
    Path sources = root.resolve("bench/cannon/guest");
    if (!Files.isDirectory(sources)) {
      throw new CommandFailed("there is no " + sources + ": run ./kopi of a checkout");
    }
    if (!Processes.present("go")) {
      throw new CommandFailed("go is not on PATH: give --input a state");
    }
    Path elf = folder.resolve("guest.elf");
    System.err.println("building bench/cannon/guest (once)…");
    List<String> go = List.of("go", "build", "-o", elf.toString(), ".");
    List<String> target = List.of("env", "GOOS=linux", "GOARCH=mips64", "GOMIPS64=softfloat");
    List<String> build = new ArrayList<>(target);
    build.addAll(go);
    Processes.run(sources, build);
    List<String> load = new ArrayList<>();
    load.addAll(List.of(root.resolve("kopi").toString(), "cannon", "load-elf"));
    load.addAll(List.of("--type", "multithreaded64-5", "--path", elf.toString()));
    load.addAll(List.of("--out", state.toString(), "--meta", ""));
    Processes.run(folder, load);
    return state;
  }

  private static void print(PrintWriter out, Map<Row, List<Usage>> measured, long pages) {
    double guestMib = pages / 256.0;
    out.printf(Locale.ROOT, "guest's memory: %.0f MiB; CPU time is user and system%n", guestMib);
    out.println("| VM | steps | CPU s | M steps/CPU s | wall s | M steps/s | MiB beyond guest |");
    out.println("|---|---|---|---|---|---|---|");
    double[] peer = null;
    for (Map.Entry<Row, List<Usage>> entry : measured.entrySet()) {
      double[] speed = show(out, entry.getKey(), entry.getValue(), guestMib);
      peer = entry.getKey().name().equals("peer") ? speed : peer;
    }
    if (peer == null) {
      out.println("no peer: --peer PATH");
      out.flush();
      return;
    }
    for (Map.Entry<Row, List<Usage>> entry : measured.entrySet()) {
      double million = entry.getKey().steps() / 1e6;
      if (!entry.getKey().name().equals("peer")) {
        out.printf(
            Locale.ROOT,
            "%s: %.1f × the peer's steps a CPU second, %.1f × by the clock%n",
            entry.getKey().name(),
            million / median(entry.getValue(), Usage::cpuSeconds) / peer[0],
            million / median(entry.getValue(), Usage::wallSeconds) / peer[1]);
      }
    }
    out.flush();
  }

  /** Prints a row; answers million steps a second, by CPU and by the clock. */
  private static double[] show(PrintWriter out, Row row, List<Usage> usages, double guestMib) {
    double cpu = median(usages, Usage::cpuSeconds);
    double wall = median(usages, Usage::wallSeconds);
    double[] speed = {row.steps() / 1e6 / cpu, row.steps() / 1e6 / wall};
    out.printf(
        Locale.ROOT,
        "| %s | %,d | %.2f | %.1f | %.2f | %.1f | %.0f |%n",
        row.name(),
        row.steps(),
        cpu,
        speed[0],
        wall,
        speed[1],
        median(usages, Usage::peakMib) - guestMib);
    return speed;
  }

  private static double median(List<Usage> usages, ToDoubleFunction<Usage> figure) {
    List<Usage> sorted = new ArrayList<>(usages);
    sorted.sort(Comparator.comparingDouble(figure));
    return figure.applyAsDouble(sorted.get(sorted.size() / 2));
  }
}
