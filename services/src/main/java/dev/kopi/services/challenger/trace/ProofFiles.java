package dev.kopi.services.challenger.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.dispute.solver.StepData;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The files of one execution.
 *
 * @param folder where they are
 */
record ProofFiles(Path folder) {
  private static final String SNAPSHOT_SUFFIX = ".bin.gz";

  /**
   * A proof of a step.
   *
   * @param pre the claim about the state before it
   * @param post the claim about the state after it
   * @param data what the contract needs to execute it
   */
  record Proof(Hash pre, Hash post, StepData data) {}

  /** The proof of a step; null when there is none, or only a part of one. */
  @Nullable Proof proof(long step) {
    Path file = folder.resolve("proofs").resolve(step + ".json.gz");
    if (!Files.exists(file)) {
      return null;
    }
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return read(Json.parse(in.readAllBytes()));
    } catch (IOException | DecodeException e) {
      // Left by a run that was killed.
      delete(file);
      return null;
    }
  }

  private static Proof read(JsonNode json) {
    JsonNode key = JsonFields.optional(json, "oracle-key");
    StepData.PreimagePart part = null;
    if (key != null && !key.stringValue().isEmpty()) {
      JsonNode offset = JsonFields.optional(json, "oracle-offset");
      part =
          new StepData.PreimagePart(
              JsonFields.bytes(json, "oracle-key"),
              JsonFields.bytes(json, "oracle-value"),
              offset == null ? 0 : JsonFields.number(json, "oracle-offset"));
    }
    return new Proof(
        JsonFields.hash(json, "pre"),
        JsonFields.hash(json, "post"),
        new StepData(
            JsonFields.bytes(json, "state-data"), JsonFields.bytes(json, "proof-data"), part));
  }

  /** The last state of the program, if a run has come to it. */
  Path finalState() {
    return folder.resolve("final.bin.gz");
  }

  /**
   * The newest state that was kept from before a step.
   *
   * @return null when there is none
   */
  @Nullable Path snapshotBefore(long step) {
    Path snapshots = folder.resolve("snapshots");
    if (!Files.isDirectory(snapshots)) {
      return null;
    }
    try (Stream<Path> files = Files.list(snapshots)) {
      return files
          .filter(file -> number(file) >= 0 && number(file) <= step)
          .max((a, b) -> Long.compare(number(a), number(b)))
          .orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file of the state at a step. */
  Path snapshot(long step) {
    return folder.resolve("snapshots").resolve(step + SNAPSHOT_SUFFIX);
  }

  private static long number(Path file) {
    String name = file.getFileName().toString();
    return name.matches("[0-9]{1,18}\\.bin\\.gz")
        ? Long.parseLong(name.substring(0, name.length() - SNAPSHOT_SUFFIX.length()))
        : -1;
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the folders. */
  void create() {
    try {
      Files.createDirectories(folder.resolve("proofs"));
      Files.createDirectories(folder.resolve("snapshots"));
      Files.createDirectories(folder.resolve("preimages"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
