package dev.kopi.apps.conformance.altda;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.apps.conformance.JsonRecordings;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A zip or a folder of recordings, or one file of it: {@code commitments} or {@code scenarios}. */
public final class AltDaRecording {
  private AltDaRecording() {}

  /**
   * Replays all cases of a path.
   *
   * @throws IOException when it cannot be read
   */
  public static void each(Path path, Consumer<CaseResult> results) throws IOException {
    JsonRecordings.each(
        path,
        (name, cases) -> {
          if (name.startsWith("commitments")) {
            replay(name, cases, CommitmentCase::difference, results);
          } else if (name.startsWith("scenarios")) {
            replay(name, cases, scenario -> new ScenarioCase(scenario).difference(), results);
          }
        });
  }

  private static void replay(
      String file,
      JsonNode cases,
      Function<JsonNode, @Nullable String> difference,
      Consumer<CaseResult> results) {
    int index = 0;
    for (JsonNode recorded : cases) {
      String shows = JsonFields.text(recorded, "kind", "case");
      String name = file + "/" + JsonFields.text(recorded, "id", shows + "-" + index++);
      results.accept(new CaseResult(name, error(difference, recorded)));
    }
  }

  private static @Nullable String error(
      Function<JsonNode, @Nullable String> difference, JsonNode recorded) {
    try {
      return difference.apply(recorded);
    } catch (DecodeException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
