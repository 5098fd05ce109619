package dev.kopi.apps.devnet;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.telemetry.ProcessMemory;
import dev.kopi.services.lifecycle.RoleHealth;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether the roles of a devnet work, and the memory of its process.
 *
 * @param roles for each role {@code ok}, or what is wrong with it
 * @param residentMib the resident memory in MiB; -1 when unknown
 * @param boundMib the most that it is to use, in MiB; -1 when not stated
 */
public record DevnetVitals(Map<String, String> roles, long residentMib, long boundMib) {
  private static final String OK = "ok";

  /** Copies the map. */
  public DevnetVitals {
    roles = Map.copyOf(roles);
  }

  /** Of this process. */
  static DevnetVitals of(List<RoleHealth> roles) {
    Map<String, String> summaries = new TreeMap<>();
    roles.forEach(role -> summaries.put(role.role(), role.summary()));
    return new DevnetVitals(
        summaries,
        ProcessMemory.residentMib(ProcessHandle.current().pid()),
        ProcessMemory.boundMib());
  }

  /** Reads what {@link #toJson} wrote. */
  static DevnetVitals fromJson(JsonNode json) {
    Map<String, String> roles = new TreeMap<>();
    JsonFields.required(json, "roles")
        .properties()
        .forEach(role -> roles.put(role.getKey(), role.getValue().asString()));
    JsonNode memory = JsonFields.required(json, "memory");
    return new DevnetVitals(
        roles, memory.path("residentMb").asLong(-1), memory.path("boundMb").asLong(-1));
  }

  ObjectNode toJson() {
    ObjectNode health = Json.object();
    new TreeMap<>(roles).forEach(health::put);
    ObjectNode memory = Json.object().put("residentMb", residentMib).put("boundMb", boundMib);
    ObjectNode json = Json.object();
    json.set("roles", health);
    json.set("memory", memory);
    return json;
  }

  /** For people: the roles that do not work, and the memory. */
  String toText() {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(roles)
        .forEach((role, summary) -> {
          if (!summary.equals(OK)) {
            text.append(" · ").append(summary);
          }
        });
    if (residentMib >= 0) {
      text.append(" · ").append(residentMib).append(" MB");
      if (boundMib >= 0) {
        text.append(" of ").append(boundMib);
      }
    }
    return text.toString();
  }
}
