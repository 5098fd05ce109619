package dev.kopi.apps.devnet;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file that describes a running devnet, read by {@code kopi devnet status}: in its data
 * directory, or in the user's temporary folder for a temporary devnet.
 */
public final class RunningFile {
  private static final String FILE = "running.json";

  private RunningFile() {}

  private static Path path(@Nullable Path datadir) {
    if (datadir != null) {
      return datadir.resolve(FILE);
    }
    return Path.of(System.getProperty("java.io.tmpdir"))
        .resolve("kopi-devnet-" + System.getProperty("user.name") + "-" + FILE);
  }

  /** Writes the file; the private keys stay out of it. */
  public static void write(@Nullable Path datadir, DevnetDescription description) {
    ObjectNode json = description.toJson();
    json.remove("accounts");
    json.remove("roles");
    try {
      Files.write(path(datadir), Json.write(json));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path(datadir) + ": " + e.getMessage(), e);
    }
  }

  /** Removes the file. */
  public static void delete(@Nullable Path datadir) {
    try {
      Files.deleteIfExists(path(datadir));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + path(datadir) + ": " + e.getMessage(), e);
    }
  }

  /** A reader of the devnet's status, or null when no devnet is running. */
  public static @Nullable StatusReader read(@Nullable Path datadir) {
    Path file = path(datadir);
    if (!Files.exists(file)) {
      return null;
    }
    try {
      JsonNode json = Json.parse(Files.readAllBytes(file));
      Path rollup = Path.of(JsonFields.text(json, "exports", "")).resolve("rollup.json");
      String l1 = JsonFields.text(JsonFields.required(json, "l1"), "rpc", "");
      String sequencer = endpoint(json, "sequencer", "rpc");
      String verifier = endpoint(json, "verifier", "rpc");
      return new StatusReader(
          l1,
          endpoint(json, "sequencer", "node"),
          endpoint(json, "verifier", "node"),
          RollupJson.read(Files.readAllBytes(rollup)).batchInbox(),
          JsonFields.address(JsonFields.required(json, "contracts"), "DisputeGameFactory"),
          sequencer != null ? sequencer : verifier != null ? verifier : l1);
    } catch (IOException | DecodeException e) {
      throw new IllegalStateException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static @Nullable String endpoint(JsonNode json, String part, String name) {
    JsonNode found = JsonFields.optional(json, part);
    return found == null ? null : JsonFields.text(found, name, "");
  }
}
