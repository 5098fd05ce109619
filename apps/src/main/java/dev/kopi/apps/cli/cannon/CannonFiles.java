package dev.kopi.apps.cli.cannon;

import dev.kopi.adapters.cannon.StateFile;
import dev.kopi.adapters.cannon.WholeFile;
import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.StepProof;
import dev.kopi.core.primitives.DecodeException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The files of the commands. No name means none, and {@code -} is standard output. */
final class CannonFiles {
  private CannonFiles() {}

  static MachineState readState(String name) throws IOException {
    try {
      return StateFile.read(Path.of(name));
    } catch (DecodeException e) {
      throw new CommandFailed(name + ": " + e.getMessage(), e);
    }
  }

  static void writeState(String name, MachineState state) throws IOException {
    try {
      write(name, StateFile.content(state, name));
    } catch (DecodeException e) {
      throw new CommandFailed(name + ": " + e.getMessage(), e);
    }
  }

  /** Writes indented JSON with a line break at its end. */
  static void writeJson(String name, JsonNode json) throws IOException {
    String text = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    write(name, out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  static void write(String name, WholeFile.Content content) throws IOException {
    if (name.equals("-")) {
      OutputStream open =
          new FilterOutputStream(System.out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
              out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
              flush();
            }
          };
      content.write(open);
      open.flush();
    } else if (!name.isEmpty()) {
      WholeFile.write(Path.of(name), content);
    }
  }

  /** The name of a file of a step: {@code %d} stands for the step. */
  static String name(String format, long step) {
    return format.replace("%d", Long.toString(step));
  }

  static JsonNode proof(StepProof proof) {
    ObjectNode json = Json.object();
    json.put("step", proof.step());
    json.put("pre", proof.preState().toHex());
    json.put("post", proof.postState().toHex());
    json.put("state-data", proof.stateData().toHex());
    json.put("proof-data", proof.proofData().toHex());
    StepProof.Preimage preimage = proof.preimage();
    if (preimage != null) {
      json.put("oracle-key", preimage.key().toHex());
      json.put("oracle-value", preimage.value().toHex());
      if (preimage.offset() != 0) {
        json.put("oracle-offset", preimage.offset());
      }
    }
    return json;
  }
}
