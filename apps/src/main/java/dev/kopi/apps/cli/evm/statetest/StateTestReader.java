package dev.kopi.apps.cli.evm.statetest;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.evm.fixture.TestForks;
import dev.kopi.apps.cli.evm.fixture.TestNumbers;
import dev.kopi.core.primitives.DecodeException;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** Reads files of state tests, one test at a time: a file may be large. */
public final class StateTestReader {
  private StateTestReader() {}

  /**
   * Gives every case of a file to the consumer. What is not a state test is passed over.
   *
   * @throws DecodeException when a state test lacks what makes a case
   */
  public static void read(byte[] content, Consumer<StateTest> consumer) {
    try (JsonParser parser = Json.mapper().createParser(content)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        JsonNode test = parser.readValueAsTree();
        if (test.path("post").isObject() && test.path("transaction").isObject()) {
          cases(name, test, consumer);
        }
      }
    }
  }

  private static void cases(String name, JsonNode test, Consumer<StateTest> consumer) {
    for (Map.Entry<String, JsonNode> fork : test.get("post").properties()) {
      for (JsonNode post : fork.getValue()) {
        JsonNode indexes = TestNumbers.object(post.get("indexes"));
        consumer.accept(
            new StateTest(
                name,
                fork.getKey(),
                TestForks.byName(fork.getKey()),
                indexes.path("data").asInt(0),
                indexes.path("gas").asInt(0),
                indexes.path("value").asInt(0),
                test,
                TestNumbers.hash(post.get("hash")),
                TestNumbers.hash(post.get("logs")),
                exception(post)));
      }
    }
  }

  private static @Nullable String exception(JsonNode post) {
    String expected = post.path("expectException").asString("");
    return expected.isEmpty() ? null : expected;
  }
}
