package dev.kopi.core.trie;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.tests.conformance.ZippedJson;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * The official trie tests; each pair is a change of its own, as the tries before it were stored.
 */
class TrieVectorsTest {
  private record Pair(Bytes key, @Nullable Bytes value) {}

  @ParameterizedTest
  @CsvSource({
    "trietest, false, 5",
    "trieanyorder, false, 7",
    "trietest_secureTrie, true, 3",
    "trieanyorder_secureTrie, true, 7",
    "hex_encoded_securetrie_test, true, 3"
  })
  void reachesTheRoot(String file, boolean secure, int cases) throws IOException {
    try (ZipFile zip = Vectors.zip("core-tests.zip")) {
      JsonNode tests = ZippedJson.read(zip, "TrieTests/" + file + ".json");
      for (Map.Entry<String, JsonNode> test : tests.properties()) {
        assertThat(root(pairs(test.getValue().get("in"), secure)).toHex())
            .as(test.getKey())
            .isEqualTo(test.getValue().get("root").stringValue());
      }
      System.out.println("TrieTests/" + file + ": " + tests.size() + " passed");
      assertThat(tests.size()).isEqualTo(cases);
    }
  }

  private static Hash root(List<Pair> pairs) {
    Preimages store = new Preimages();
    Hash root = Keccak256.EMPTY_TRIE;
    for (Pair pair : pairs) {
      byte[][] keys = {Nibbles.of(pair.key())};
      @Nullable Bytes[] values = {pair.value()};
      TrieChanger.Result result =
          new TrieChanger(
                  new Trie(store, Hash.ZERO, root),
                  Hash.ZERO,
                  Map.of(),
                  keys,
                  values,
                  Tasks.SEQUENTIAL)
              .run();
      root = result.root();
      store.addNodes(new TrieUpdate(root, Map.of(), result.changes()));
    }
    return root;
  }

  private static List<Pair> pairs(JsonNode in, boolean secure) {
    List<Pair> pairs = new ArrayList<>();
    if (in.isArray()) {
      in.values().forEach(pair -> pairs.add(pair(pair.get(0).stringValue(), pair.get(1), secure)));
    } else {
      in.properties().forEach(e -> pairs.add(pair(e.getKey(), e.getValue(), secure)));
    }
    return pairs;
  }

  private static Pair pair(String key, JsonNode value, boolean secure) {
    Bytes plain = bytes(key);
    return new Pair(
        secure ? Keccak256.hash(plain).toBytes() : plain,
        value.isNull() ? null : bytes(value.stringValue()));
  }

  private static Bytes bytes(String text) {
    return text.startsWith("0x")
        ? Bytes.fromHex(text)
        : Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
