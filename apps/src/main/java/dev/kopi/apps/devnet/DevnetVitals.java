package dev.kopi.apps.devnet;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.dispatch.HeldBytes;
import dev.kopi.adapters.telemetry.ProcessMemory;
import dev.kopi.services.challenger.ChallengerStatus;
import dev.kopi.services.lifecycle.RoleHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether the roles of a devnet work, and the memory of its process.
 *
 * @param roles for each role {@code ok}, or what is wrong with it
 * @param residentMib the resident memory in MiB; -1 when unknown
 * @param boundMib the most that it is to use, in MiB; -1 when not stated
 * @param held what its engines hold for callers
 * @param games how the dispute games stand; null when no challenger has looked
 */
public record DevnetVitals(
    Map<String, String> roles,
    long residentMib,
    long boundMib,
    List<HeldBytes> held,
    @Nullable DevnetGames games) {
  private static final String OK = "ok";

  /** Copies the collections. */
  public DevnetVitals {
    roles = Map.copyOf(roles);
    held = List.copyOf(held);
  }

  /** Of this process. */
  static DevnetVitals of(
      List<RoleHealth> roles, List<HeldBytes> held, @Nullable ChallengerStatus games) {
    Map<String, String> summaries = new TreeMap<>();
    roles.forEach(role -> summaries.put(role.role(), role.summary()));
    return new DevnetVitals(
        summaries,
        ProcessMemory.residentMib(ProcessHandle.current().pid()),
        ProcessMemory.boundMib(),
        held,
        DevnetGames.of(games));
  }

  /** Reads what {@link #toJson} wrote. */
  static DevnetVitals fromJson(JsonNode json) {
    Map<String, String> roles = new TreeMap<>();
    JsonFields.required(json, "roles")
        .properties()
        .forEach(role -> roles.put(role.getKey(), role.getValue().asString()));
    List<HeldBytes> held = new ArrayList<>();
    JsonFields.required(json, "held")
        .properties()
        .forEach(one ->
            held.add(
                new HeldBytes(
                    one.getKey(),
                    one.getValue().path("bytes").asLong(-1),
                    one.getValue().path("bound").asLong(-1))));
    JsonNode memory = JsonFields.required(json, "memory");
    return new DevnetVitals(
        roles,
        memory.path("residentMb").asLong(-1),
        memory.path("boundMb").asLong(-1),
        held,
        DevnetGames.fromJson(json.path("games")));
  }

  ObjectNode toJson() {
    ObjectNode health = Json.object();
    new TreeMap<>(roles).forEach(health::put);
    ObjectNode memory = Json.object().put("residentMb", residentMib).put("boundMb", boundMib);
    ObjectNode buffers = Json.object();
    held.forEach(one ->
        buffers.set(one.name(), Json.object().put("bytes", one.bytes()).put("bound", one.bound())));
    ObjectNode json = Json.object();
    json.set("roles", health);
    json.set("memory", memory);
    json.set("held", buffers);
    if (games != null) {
      json.set("games", games.toJson());
    }
    return json;
  }

  /** For people: the roles that do not work, and the memory. */
  String toText() {
    StringBuilder text = new StringBuilder(games == null ? "" : games.toText());
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
