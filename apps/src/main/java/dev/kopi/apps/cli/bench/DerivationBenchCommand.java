package dev.kopi.apps.cli.bench;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.bench.derivation.DerivationBench;
import dev.kopi.apps.bench.derivation.Measurement;
import dev.kopi.apps.cli.CommandFailed;
import dev.kopi.apps.derive.Recording;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
      defaultValue = "7",
      description = "Rounds, of which the median counts. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--chain",
      paramLabel = "PATH",
      description =
          "The recording for the verifier, such as op-chains/D5-timeout-holocene.zip:"
              + " 630 blocks, 70 transactions.")
  private @Nullable Path chain;

  @Override
  public Integer call() {
    if (rounds < 1) {
      throw new CommandFailed("--rounds: at least 1");
    }
    for (DerivationBench.Load load : DerivationBench.Load.values()) {
      DerivationBench bench = new DerivationBench(load);
      print(bench.singularZlib(rounds));
      print(bench.span(CompressionAlgorithm.ZLIB, rounds));
      print(bench.span(CompressionAlgorithm.BROTLI_10, rounds));
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
      node.put("go", Math.round(found.reference()));
      node.put("goal", Math.round(found.goal()));
      node.put("bound", found.bound());
      out.println(Json.text(node));
    } else {
      out.println(
          String.format(
              Locale.ROOT,
              "%-34s %,11.0f %s/s   Go %,9.0f   goal %,9.0f   %5.1f×   bound by %s",
              found.name(),
              found.perSecond(),
              found.unit(),
              found.reference(),
              found.goal(),
              found.perSecond() / found.reference(),
              found.bound()));
    }
    out.flush();
  }
}
