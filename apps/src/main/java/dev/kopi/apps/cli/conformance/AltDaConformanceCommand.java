package dev.kopi.apps.cli.conformance;

import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.apps.conformance.altda.AltDaRecording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/** {@code kopi conformance altda}: recorded challenges of alternative data availability. */
@Command(
    name = "altda",
    description = {
      "Replays recorded commitments of alternative data availability, and decisions about",
      "challenges against missing data. Exits with 1 when a case differs."
    },
    mixinStandardHelpOptions = true)
final class AltDaConformanceCommand extends ReplayCommand {
  @Override
  void replay(Path path, Consumer<CaseResult> results) throws IOException {
    AltDaRecording.each(path, results);
  }

  @Override
  String caseIs() {
    return "recordings are files commitments.json.gz and scenarios.json.gz";
  }
}
