package dev.kopi.apps.cli.values;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.ChainConfigJson;
import dev.kopi.core.chain.spec.ChainSpec;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** Reads the rules of a chain that an option names: a genesis, or its config alone. */
public final class ChainSpecFile {
  private ChainSpecFile() {}

  /**
   * Reads a file.
   *
   * @param flag the option that names it
   */
  public static ChainSpec read(String flag, Path file) {
    return InputFile.read(
        flag,
        "a genesis, or its config",
        file,
        content -> {
          JsonNode json = Json.parse(content);
          return ChainConfigJson.readFile(
              json.path("config").isObject() ? json.get("config") : json);
        });
  }
}
