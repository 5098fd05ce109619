package dev.kopi.adapters.json;

import dev.kopi.core.primitives.DecodeException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Parses and writes JSON trees, with limits on the input. */
public final class Json {
  /** The deepest nesting. */
  public static final int MAX_DEPTH = 128;

  /** The longest string in characters: enough for a block in hex. */
  public static final int MAX_STRING = 1 << 26;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING)
                          .maxNameLength(1 << 12)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /** The mapper itself, for streaming. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /**
   * Reads one JSON value.
   *
   * @throws DecodeException when the text is not exactly one JSON value, or exceeds the limits
   */
  public static JsonNode parse(byte[] utf8) {
    try {
      return present(MAPPER.readTree(utf8));
    } catch (JacksonException e) {
      throw new DecodeException("JSON: " + e.getOriginalMessage());
    }
  }

  /**
   * Reads one JSON value.
   *
   * @throws DecodeException when the text is not exactly one JSON value, or exceeds the limits
   */
  public static JsonNode parse(String text) {
    try {
      return present(MAPPER.readTree(text));
    } catch (JacksonException e) {
      throw new DecodeException("JSON: " + e.getOriginalMessage());
    }
  }

  private static JsonNode present(JsonNode node) {
    if (node.isMissingNode()) {
      throw new DecodeException("JSON: the text is empty");
    }
    return node;
  }

  /** The text of a tree in UTF-8, without line breaks. */
  public static byte[] write(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  /** The text of a tree, without line breaks. */
  public static String text(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  /** A new object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A new array. */
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }
}
