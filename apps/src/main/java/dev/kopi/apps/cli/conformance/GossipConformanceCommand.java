package dev.kopi.apps.cli.conformance;

import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.apps.conformance.gossip.GossipRecording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/** {@code kopi conformance gossip}: recorded messages between nodes. */
@Command(
    name = "gossip",
    description = {
      "Replays recorded block gossip, payload_by_number exchanges and node records.",
      "Exits with 1 when a case differs. Quirks of the reference are listed on stderr, not rated."
    },
    mixinStandardHelpOptions = true)
final class GossipConformanceCommand extends ReplayCommand {
  @Override
  void replay(Path path, Consumer<CaseResult> results) throws IOException {
    List<String> quirks = new ArrayList<>();
    new GossipRecording(results, quirks::add).run(path);
    quirks.forEach(quirk -> System.err.println("quirk " + quirk));
    System.err.println(quirks.size() + " quirks of the reference were not rated");
  }

  @Override
  String caseIs() {
    return "recordings are files NAME.json.gz";
  }
}
