package dev.kopi.apps.conformance.cannon;

import dev.kopi.adapters.cannon.StateFile;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.apps.conformance.DifferenceException;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.Witness;
import dev.kopi.core.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;

/** A recorded state file: the state is written as it is, and read and written again. */
final class RecordedState {
  private final Path folder;
  private final String name;
  private final JsonNode listed;

  RecordedState(Path folder, JsonNode listed) {
    this.folder = folder;
    this.listed = listed;
    this.name = JsonFields.text(JsonFields.required(listed, "file"), "file");
  }

  void check(MachineState state) throws IOException {
    Bytes recorded = unzip(folder.resolve(name));
    DifferenceException.equal(
        "the size of " + name, CannonCase.number(listed, "size"), (long) recorded.size());
    DifferenceException.equal("the content of " + name, recorded, encode(state));
    MachineState again = StateFile.read(folder.resolve(name));
    DifferenceException.equal(
        "the state hash of " + name, JsonFields.hash(listed, "stateHash"), Witness.hash(again));
    DifferenceException.equal(name + ", read and written again", recorded, encode(again));
  }

  private static Bytes unzip(Path file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return Bytes.wrap(in.readAllBytes());
    }
  }

  private static Bytes encode(MachineState state) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StateFile.write(state, out);
    return Bytes.wrap(out.toByteArray());
  }
}
