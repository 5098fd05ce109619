package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Results as their callers read them. */
public final class JsonTrees {
  private JsonTrees() {}

  /** A result, parts of which may be encoded already, as a tree. */
  public static JsonNode of(@Nullable JsonNode result) {
    return Json.parse(Json.write(Objects.requireNonNull(result)));
  }
}
