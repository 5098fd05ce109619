package dev.kopi.tests.conformance;

import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;

/** One recorded rollup chain of the vectors. */
final class OpChain implements AutoCloseable {
  static final List<String> NAMES =
      List.of(
          "A-forks",
          "B-latest",
          "C-sysconfig",
          "D1-bad-ecotone",
          "D3-bad-holocene",
          "D5-timeout-holocene",
          "E1-l1reorg-granite");

  private final ZipFile zip;

  OpChain(String name) throws IOException {
    zip = Vectors.zip("op-chains/" + name + ".zip");
  }

  /** A JSON file of the recording. */
  JsonNode json(String path) throws IOException {
    return ZippedJson.read(zip, path);
  }

  /** The names of the files in a folder, sorted. */
  List<String> files(String folder) {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.startsWith(folder + "/") && name.endsWith(".json"))
        .sorted()
        .toList();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
