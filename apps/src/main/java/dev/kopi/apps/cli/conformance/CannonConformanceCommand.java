package dev.kopi.apps.cli.conformance;

import dev.kopi.apps.conformance.CaseFolders;
import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.apps.conformance.cannon.CannonCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/** {@code kopi conformance cannon}: recorded runs of the fault-proof VM. */
@Command(
    name = "cannon",
    description = {
      "Replays recorded runs of the fault-proof VM: state hashes, proofs, state files, output.",
      "Exits with 1 when a case differs."
    },
    mixinStandardHelpOptions = true)
final class CannonConformanceCommand extends ReplayCommand {
  @Override
  void replay(Path path, Consumer<CaseResult> results) throws IOException {
    CaseFolders.each(path, CannonCase.MARKER, folder -> results.accept(CannonCase.run(folder)));
  }

  @Override
  String caseIs() {
    return "a case is a folder with " + CannonCase.MARKER;
  }
}
