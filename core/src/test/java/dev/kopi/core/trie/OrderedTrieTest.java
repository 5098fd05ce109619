package dev.kopi.core.trie;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.RlpWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedTrieTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 15, 16, 17, 126, 127, 128, 129, 130, 255, 256, 257, 1000, 70000})
  void agreesWithTrieOverRlpOfIndexes(int count) {
    Random random = new Random(count);
    List<Bytes> items = new ArrayList<>();
    Map<Bytes, Bytes> pairs = new HashMap<>();
    for (int i = 0; i < count; i++) {
      byte[] item = new byte[1 + random.nextInt(60)];
      random.nextBytes(item);
      items.add(Bytes.wrap(item));
      pairs.put(new RlpWriter().number(i).toBytes(), Bytes.wrap(item));
    }
    assertThat(OrderedTrie.root(items)).isEqualTo(new NaiveTrie(pairs).root);
  }
}
