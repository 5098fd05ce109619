package dev.kopi.apps.cli.bench;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.bench.derivation.DerivationBench;
import dev.kopi.apps.bench.derivation.Measurement;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.cli.values.ReadableFile;
import dev.kopi.apps.derive.Recording;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code kopi bench derivation}. */
@Command(
    name = "derivation",
    description = {
      "Measures derivation by the CPU time of the process: decoding 100 blocks of 100 random",
      "transactions, and, with a recording, a whole verifier with execution."
    },
    mixinStandardHelpOptions = true)
public final class DerivationBenchCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object for each figure.")
  private boolean json;

  @Option(
      names = "--rounds",
      paramLabel = "COUNT",
      defaultValue = "7",
      description = "Rounds; the median and the best are reported.")
  @Range(min = 1)
  private int rounds;

  @Option(
      names = "--chain",
      paramLabel = "PATH",
      converter = ReadableFile.class,
      description =
          "The recording for the verifier, such as op-chains/D5-timeout-holocene.zip:"
              + " 630 blocks, 70 transactions.")
  private @Nullable Path chain;

  @Option(
      names = "--channel",
      paramLabel = "FILE",
      converter = ReadableFile.class,
      description =
          "Measure the decoding of a file instead, the content of a channel as its frames hold it"
              + " together; several times for several files.")
  private List<Path> channels = List.of();

  @Override
  public Integer call() {
    if (rounds < 1) {
      throw new CommandFailed("--rounds: at least 1");
    }
    if (channels.isEmpty()) {
      for (DerivationBench.Load load : DerivationBench.Load.values()) {
        DerivationBench bench = new DerivationBench(load);
        for (DerivationBench.Form form : DerivationBench.Form.values()) {
          print(bench.decode(form, rounds));
        }
      }
    }
    for (Path file : channels) {
      try {
        print(DerivationBench.decode(file, rounds));
      } catch (IOException | DecodeException e) {
        throw new CommandFailed("cannot read the channel " + file + ": " + e.getMessage(), e);
      }
    }
    Path path = chain;
    if (path != null) {
      try (Recording recording = new Recording(path)) {
        print(DerivationBench.verifier(recording, rounds));
      } catch (IOException | DecodeException e) {
        throw new CommandFailed("cannot read the recording " + path + ": " + e.getMessage(), e);
      }
    }
    return 0;
  }

  private void print(Measurement found) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (json) {
      ObjectNode node = Json.object();
      node.put("name", found.name());
      node.put("unit", found.unit() + "/s");
      node.put("kopi", Math.round(found.perSecond()));
      node.put("best", Math.round(found.bestPerSecond()));
      node.put("go", Math.round(found.reference()));
      node.put("goal", Math.round(found.goal()));
      node.put("bound", found.bound());
      out.println(Json.text(node));
    } else if (found.reference() == 0) {
      out.println(figure(found));
    } else {
      out.println(
          figure(found)
              + String.format(
                  Locale.ROOT,
                  "   Go %,9.0f   goal %9s   %5.1f×   bound by %s",
                  found.reference(),
                  found.goal() == 0 ? "–" : String.format(Locale.ROOT, "%,.0f", found.goal()),
                  found.perSecond() / found.reference(),
                  found.bound()));
    }
    out.flush();
  }

  private static String figure(Measurement found) {
    return String.format(
        Locale.ROOT,
        "%-38s %,11.0f %s/s (best %,.0f)",
        found.name(),
        found.perSecond(),
        found.unit(),
        found.bestPerSecond());
  }
}
