package dev.kopi.apps.cli.evm.blocktest;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.apps.cli.evm.fixture.TestNetworks;
import dev.kopi.apps.cli.evm.fixture.TestNumbers;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Reads files of blockchain tests piece by piece: one may be larger than memory, each of its tests
 * is not.
 */
public final class BlockTestReader {
  private BlockTestReader() {}

  /**
   * Reads a file, test by test. What is not a blockchain test is passed over.
   *
   * @throws DecodeException when the file is malformed
   */
  public static void read(InputStream file, Consumer<BlockTest> consumer) {
    try (JsonParser parser = Json.mapper().createParser(file)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          parser.skipChildren();
          continue;
        }
        BlockTest test = readTest(parser, name);
        if (test != null) {
          consumer.accept(test);
        }
      }
    } catch (JacksonException e) {
      throw new DecodeException("test file: " + e.getOriginalMessage());
    }
  }

  private static @Nullable BlockTest readTest(JsonParser parser, String name) {
    Map<String, JsonNode> fields = new HashMap<>();
    List<BlockTest.Import> blocks = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "blocks" -> blocks = value == JsonToken.START_ARRAY ? readBlocks(parser) : null;
        case "pre", "network", "genesisRLP", "lastblockhash", "config" ->
            fields.put(field, parser.readValueAsTree());
        default -> {
          if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
            parser.skipChildren();
          }
        }
      }
    }
    JsonNode network = fields.get("network");
    JsonNode genesis = fields.get("genesisRLP");
    JsonNode pre = fields.get("pre");
    JsonNode last = fields.get("lastblockhash");
    if (blocks == null || network == null || genesis == null || pre == null || last == null) {
      return null;
    }
    return new BlockTest(
        name,
        TestNumbers.text(network),
        TestNetworks.spec(TestNumbers.text(network), fields.get("config")),
        TestNumbers.bytes(genesis),
        GenesisJson.readAlloc(pre),
        blocks,
        TestNumbers.hash(last));
  }

  private static List<BlockTest.Import> readBlocks(JsonParser parser) {
    List<BlockTest.Import> blocks = new ArrayList<>();
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      @Nullable Bytes rlp = null;
      @Nullable String exception = null;
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals("rlp")) {
          rlp = Bytes.fromHex(parser.getString());
        } else if (field.startsWith("expectException")) {
          exception = parser.getString();
        } else if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
          parser.skipChildren();
        }
      }
      if (rlp == null) {
        throw new DecodeException("a block without its RLP");
      }
      blocks.add(new BlockTest.Import(rlp, exception));
    }
    return blocks;
  }
}
