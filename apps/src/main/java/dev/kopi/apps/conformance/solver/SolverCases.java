package dev.kopi.apps.conformance.solver;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.apps.conformance.CaseFolders;
import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.core.primitives.DecodeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;

/** Finds recorded games: the lines of the {@code *.jsonl.gz} files beside that of the traces. */
public final class SolverCases {
  /** The file with the traces of the games. */
  public static final String MARKER = "traces.jsonl.gz";

  private static final String FILES = ".jsonl.gz";

  private SolverCases() {}

  /**
   * Replays all cases of a path.
   *
   * @param path a zip, a folder, or one file of cases
   * @throws IOException when it cannot be read
   */
  public static void each(Path path, Consumer<CaseResult> results) throws IOException {
    if (Files.isRegularFile(path) && path.toString().endsWith(FILES)) {
      Path folder = path.toAbsolutePath().getParent();
      run(path, traces(folder == null ? path : folder), results);
      return;
    }
    try {
      CaseFolders.each(path, MARKER, folder -> all(folder, results));
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static void all(Path folder, Consumer<CaseResult> results) {
    try (Stream<Path> files = Files.list(folder)) {
      Map<String, RecordedTrace> traces = traces(folder);
      List<Path> cases =
          files
              .filter(file -> file.toString().endsWith(FILES) && !file.endsWith(MARKER))
              .sorted()
              .toList();
      for (Path file : cases) {
        run(file, traces, results);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(
      Path file, Map<String, RecordedTrace> traces, Consumer<CaseResult> results)
      throws IOException {
    lines(file, line -> results.accept(SolverCase.run(line, traces)));
  }

  private static Map<String, RecordedTrace> traces(Path folder) throws IOException {
    Map<String, RecordedTrace> traces = new HashMap<>();
    lines(
        folder.resolve(MARKER),
        line ->
            traces.put(
                JsonFields.text(JsonFields.required(line, "id"), "id"), RecordedTrace.read(line)));
    return traces;
  }

  private static void lines(Path file, Consumer<JsonNode> objects) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        objects.accept(Json.parse(line));
      }
    } catch (DecodeException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
