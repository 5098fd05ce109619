package dev.kopi.apps.conformance.altda;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.altda.AltDaStorage;
import dev.kopi.core.altda.Commitment;
import dev.kopi.core.primitives.Bytes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the DA server of a scenario has. */
final class ScenarioStorage implements AltDaStorage {
  private final Map<Bytes, Bytes> inputs = new HashMap<>();

  ScenarioStorage(JsonNode commitments) {
    for (JsonNode recorded : commitments) {
      if (JsonFields.bool(recorded, "inStorage")) {
        inputs.put(JsonFields.bytes(recorded, "commitment"), JsonFields.bytes(recorded, "input"));
      }
    }
  }

  @Override
  public @Nullable Bytes get(Commitment commitment) {
    return inputs.get(commitment.encode());
  }
}
