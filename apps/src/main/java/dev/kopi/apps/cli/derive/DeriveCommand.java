package dev.kopi.apps.cli.derive;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.cli.values.ReadableFile;
import dev.kopi.apps.derive.Difference;
import dev.kopi.apps.derive.Recording;
import dev.kopi.apps.derive.ReplayRun;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.L2BlockRef;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code kopi derive}: replays recorded rollup chains. */
@Command(
    name = "derive",
    description = {
      "Replays recorded rollup chains: derives the L2 chain from the recorded L1 blocks, executes it,",
      "and compares safe heads, blocks, L1 origins and output roots with the recording.",
      "Exits with 1 at the first difference."
    },
    mixinStandardHelpOptions = true)
public final class DeriveCommand implements Callable<Integer> {
  private static final String UPGRADES = "op-upgrades.zip";

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print the safe head after each L1 block as JSON.")
  private boolean json;

  @Option(names = "--attributes-only", description = "Compare what blocks are built from alone.")
  private boolean attributesOnly;

  @Option(names = "--events", description = "Print to stderr what derivation met on the way.")
  private boolean events;

  @Option(
      names = "--upgrades",
      paramLabel = "PATH",
      description = {
        "Zip or folder with the upgrade transactions of Jovian and later forks.",
        "Without: op-upgrades.zip, or vectors/op-upgrades.zip, in the recording's folder or one above."
      },
      converter = ReadableFile.class)
  private @Nullable Path upgrades;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Recordings: zips or folders.")
  private List<Path> paths = List.of();

  @Override
  public Integer call() {
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    boolean same = true;
    for (Path path : paths) {
      try (Recording recording = new Recording(path)) {
        same &= replay(path, recording);
      } catch (IOException | DecodeException e) {
        err.println("kopi: cannot read the recording " + path + ": " + e.getMessage());
        same = false;
      }
    }
    return same ? 0 : 1;
  }

  private boolean replay(Path path, Recording recording) throws IOException {
    CommandLine own = Objects.requireNonNull(spec).commandLine();
    PrintWriter out = own.getOut();
    PrintWriter err = own.getErr();
    ReplayRun run =
        new ReplayRun(
            recording,
            upgradesFor(path),
            after -> printSafe(out, after),
            (file, event) -> printEvent(err, file, event));
    ReplayRun.Result result = attributesOnly ? run.attributesOnly() : run.executing();
    Difference difference = result.difference();
    if (difference != null) {
      err.println(path.getFileName() + ": " + difference);
    } else {
      err.println(
          path.getFileName()
              + ": as recorded: "
              + result.l1Blocks()
              + " L1 blocks, "
              + result.compared()
              + " L2 blocks, "
              + result.outputRoots()
              + " output roots, "
              + result.invalid()
              + " invalid blocks replaced or dropped");
    }
    err.flush();
    return difference == null;
  }

  private void printSafe(PrintWriter out, ReplayRun.After after) {
    L2BlockRef safe = after.safe();
    if (json) {
      ObjectNode node = Json.object();
      node.put("l1", after.l1Block().number());
      node.put("l1File", after.file());
      ObjectNode head = node.putObject("safeL2");
      head.put("number", safe.number());
      head.put("hash", safe.hash().toHex());
      out.println(Json.text(node));
    } else {
      out.println("L1 " + after.file() + "  safe L2 " + safe.number() + " " + safe.hash());
    }
    out.flush();
  }

  private void printEvent(PrintWriter err, String file, DerivationEvent event) {
    if (events) {
      err.println(file + " " + event);
    }
  }

  private UpgradeTransactions upgradesFor(Path recording) throws IOException {
    Path given = upgrades;
    if (given != null) {
      return UpgradeFiles.with(given);
    }
    for (Path at = recording.toAbsolutePath(); at != null; at = at.getParent()) {
      for (Path found : List.of(at.resolve(UPGRADES), at.resolve("vectors").resolve(UPGRADES))) {
        if (Files.exists(found)) {
          return UpgradeFiles.with(found);
        }
      }
    }
    return UpgradeFiles.shipped();
  }
}
