package dev.kopi.core.trie;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The incremental trie against the naive one, over a store keyed by path. */
class TrieBatchTest {
  private static final int ROUNDS = 400;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithNaiveTrieAndLeavesNoGarbage(long seed) {
    Random random = new Random(seed);
    int keyKinds = 1 + random.nextInt(3);
    Map<Bytes, Bytes> pairs = new HashMap<>();
    Map<Bytes, Bytes> store = new HashMap<>();
    Hash root = Keccak256.EMPTY_TRIE;
    for (int round = 0; round < ROUNDS; round++) {
      TreeMap<Bytes, @Nullable Bytes> changes = randomChanges(random, keyKinds, pairs);
      root = apply(store, root, changes, round % 2 == 0);
      changes.forEach((key, value) -> {
        if (value == null) {
          pairs.remove(key);
        } else {
          pairs.put(key, value);
        }
      });
      NaiveTrie expected = new NaiveTrie(pairs);
      assertThat(root).isEqualTo(expected.root);
      assertThat(store).isEqualTo(expected.nodes);
      Trie read = new Trie(reader(store), Hash.ZERO, root);
      for (Bytes key : changes.keySet()) {
        assertThat(read.get(Nibbles.of(key))).isEqualTo(pairs.get(key));
      }
      assertThat(read.all().keySet()).isEqualTo(expected.nodes.keySet());
    }
  }

  private static TreeMap<Bytes, @Nullable Bytes> randomChanges(
      Random random, int keyKinds, Map<Bytes, Bytes> pairs) {
    TreeMap<Bytes, @Nullable Bytes> changes = new TreeMap<>();
    List<Bytes> present = new ArrayList<>(pairs.keySet());
    Collections.sort(present);
    int count = random.nextInt(10) == 0 ? 150 : 1 + random.nextInt(8);
    boolean shrinking = random.nextInt(3) == 0;
    for (int i = 0; i < count; i++) {
      boolean known = !present.isEmpty() && random.nextBoolean();
      Bytes key = known ? present.get(random.nextInt(present.size())) : randomKey(random, keyKinds);
      boolean remove = random.nextInt(10) < (shrinking ? 8 : 2);
      changes.put(key, remove ? null : randomValue(random));
    }
    if (random.nextInt(40) == 0) {
      present.forEach(key -> changes.put(key, null));
    }
    return changes;
  }

  /** Short keys of several lengths, keys that share long prefixes, or hashes. */
  private static Bytes randomKey(Random random, int kinds) {
    return switch (random.nextInt(kinds)) {
      case 0 -> {
        byte[] seed = {(byte) random.nextInt(200)};
        yield Keccak256.hash(seed).toBytes();
      }
      case 1 -> {
        byte[] key = new byte[32];
        key[random.nextInt(32)] = (byte) (random.nextInt(3) << (random.nextBoolean() ? 4 : 0));
        key[31] = (byte) random.nextInt(3);
        yield Bytes.wrap(key);
      }
      default -> {
        byte[] key = new byte[random.nextInt(4)];
        for (int i = 0; i < key.length; i++) {
          key[i] = (byte) (random.nextInt(3) * 8 + random.nextInt(2));
        }
        yield Bytes.wrap(key);
      }
    };
  }

  private static Bytes randomValue(Random random) {
    byte[] value = new byte[1 + (random.nextBoolean() ? 0 : random.nextInt(40))];
    random.nextBytes(value);
    value[0] = (byte) (1 + random.nextInt(3));
    return Bytes.wrap(value);
  }

  private static Hash apply(
      Map<Bytes, Bytes> store,
      Hash root,
      TreeMap<Bytes, @Nullable Bytes> changes,
      boolean backwards) {
    byte[][] keys = new byte[changes.size()][];
    @Nullable Bytes[] values = new @Nullable Bytes[changes.size()];
    int at = 0;
    for (Map.Entry<Bytes, @Nullable Bytes> change : changes.entrySet()) {
      keys[at] = Nibbles.of(change.getKey());
      values[at++] = change.getValue();
    }
    Trie trie = new Trie(reader(store), Hash.ZERO, root);
    Tasks tasks = backwards ? new Backwards() : Tasks.SEQUENTIAL;
    TrieChanger.Result result =
        new TrieChanger(trie, Hash.ZERO, Map.of(), keys, values, tasks).run();
    for (TrieUpdate.NodeChange change : result.changes()) {
      Bytes node = change.node();
      if (node == null) {
        assertThat(store.remove(change.path())).isNotNull();
      } else {
        assertThat(store.put(change.path(), node)).isNotEqualTo(node);
      }
    }
    return result.root();
  }

  private static NodeReader reader(Map<Bytes, Bytes> store) {
    return (owner, path, hash) -> {
      Bytes node = store.get(path);
      assertThat(node == null ? null : Keccak256.hash(node)).isEqualTo(hash);
      return node;
    };
  }

  /** Runs the pieces from last to first: they must not depend on each other. */
  private static final class Backwards implements Tasks {
    @Override
    public <T> List<T> run(List<Supplier<T>> pieces) {
      return Tasks.SEQUENTIAL.run(pieces.reversed()).reversed();
    }
  }
}
