package dev.kopi.apps.cli.evm;

import dev.kopi.adapters.json.Json;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** Reads files of state tests, one test at a time: a file may be large. */
public final class StateTestReader {
  private StateTestReader() {}

  /** Gives every case of a file to the consumer. */
  public static void read(byte[] content, Consumer<StateTest> consumer) {
    try (JsonParser parser = Json.mapper().createParser(content)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        JsonNode test = parser.readValueAsTree();
        if (test.has("post") && test.has("transaction")) {
          cases(name, test, consumer);
        }
      }
    }
  }

  private static void cases(String name, JsonNode test, Consumer<StateTest> consumer) {
    for (Map.Entry<String, JsonNode> fork : test.get("post").properties()) {
      for (JsonNode post : fork.getValue()) {
        JsonNode indexes = post.get("indexes");
        consumer.accept(
            new StateTest(
                name,
                fork.getKey(),
                TestForks.byName(fork.getKey()),
                indexes.get("data").asInt(),
                indexes.get("gas").asInt(),
                indexes.get("value").asInt(),
                test,
                TestNumbers.hash(post.get("hash")),
                TestNumbers.hash(post.get("logs")),
                exception(post)));
      }
    }
  }

  private static @Nullable String exception(JsonNode post) {
    JsonNode expected = post.get("expectException");
    return expected == null || expected.isNull() || expected.asString().isEmpty()
        ? null
        : expected.asString();
  }
}
