package dev.kopi.core.trie;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.trie.TrieRange.Entry;
import dev.kopi.core.trie.TrieRange.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of entries of random tries against a sorted map. */
class TrieRangeTest {
  private static final Hash LAST = Hash.ofWords(-1, -1, -1, -1);

  private final TreeMap<Hash, Bytes> entries = new TreeMap<>();
  private final Map<Bytes, Bytes> nodes = new HashMap<>();
  private Hash root = Keccak256.EMPTY_TRIE;

  private void build(Random random, int size) {
    for (int i = 0; i < size; i++) {
      boolean crowded = random.nextInt(3) == 0;
      Hash key =
          crowded
              ? Hash.ofWords(7, 7, 7, random.nextInt(64))
              : Hash.ofWords(random.nextLong(), random.nextLong(), 0, random.nextInt());
      byte[] value = new byte[1 + random.nextInt(random.nextInt(60) + 1)];
      random.nextBytes(value);
      value[0] |= 1;
      entries.put(key, Bytes.copyOf(value));
    }
    byte[][] keys = new byte[entries.size()][];
    @Nullable Bytes[] values = new @Nullable Bytes[entries.size()];
    int i = 0;
    for (Map.Entry<Hash, Bytes> entry : entries.entrySet()) {
      keys[i] = Nibbles.of(entry.getKey());
      values[i++] = entry.getValue();
    }
    Trie empty = new Trie((owner, path, hash) -> null, Hash.ZERO, root);
    TrieChanger.Result result =
        new TrieChanger(empty, Hash.ZERO, Map.of(), keys, values, Tasks.SEQUENTIAL).run();
    root = result.root();
    for (TrieUpdate.NodeChange change : result.changes()) {
      nodes.put(change.path(), Objects.requireNonNull(change.node()));
    }
  }

  private TrieRange.Part read(Hash from, Hash limit, int maxBytes) {
    return TrieRange.read(
        (owner, path, hash) -> nodes.get(path), Hash.ZERO, root, from, limit, maxBytes);
  }

  private Hash someKey(Random random) {
    List<Hash> keys = new ArrayList<>(entries.keySet());
    return switch (random.nextInt(4)) {
      case 0 -> Hash.ZERO;
      case 1 -> keys.get(random.nextInt(keys.size()));
      case 2 -> Hash.ofWords(7, 7, 7, random.nextInt(70));
      default -> Hash.ofWords(random.nextLong(), 0, 0, 0);
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 60, 300})
  void readsWhatIsThereAndProvesIt(int size) {
    Random random = new Random(size);
    build(random, size);
    for (int round = 0; round < 300; round++) {
      Hash from = someKey(random);
      Hash limit = random.nextBoolean() ? LAST : someKey(random);
      int maxBytes = random.nextInt(3000);
      TrieRange.Part part = read(from, limit, maxBytes);
      List<Entry> expected = new ArrayList<>();
      int bytes = 0;
      boolean more = false;
      for (Map.Entry<Hash, Bytes> entry : entries.tailMap(from).entrySet()) {
        if (!expected.isEmpty()
            && (bytes >= maxBytes || expected.getLast().key().compareTo(limit) >= 0)) {
          more = true;
          break;
        }
        expected.add(new Entry(entry.getKey(), entry.getValue()));
        bytes += 32 + entry.getValue().size();
      }
      assertThat(part.entries()).isEqualTo(expected);
      assertThat(part.more()).isEqualTo(more);
      assertThat(TrieRange.verify(root, from, part.entries(), part.proof()))
          .isEqualTo(new Verdict.Whole(more));
      refusesWhatIsNotSo(from, part, random);
    }
  }

  private void refusesWhatIsNotSo(Hash from, TrieRange.Part part, Random random) {
    List<Entry> claimed = new ArrayList<>(part.entries());
    List<Bytes> proof = new ArrayList<>(part.proof());
    int at = claimed.isEmpty() ? 0 : random.nextInt(claimed.size());
    switch (random.nextInt(4)) {
      case 0 -> {
        if (claimed.isEmpty() || at == claimed.size() - 1) {
          return;
        }
        claimed.remove(at);
      }
      case 1 -> {
        if (claimed.isEmpty()) {
          return;
        }
        claimed.set(at, new Entry(claimed.get(at).key(), Bytes.fromHex("0x99aa")));
      }
      case 2 -> {
        Hash key = Hash.ofWords(random.nextLong(), 3, 3, 3);
        boolean inside = key.compareTo(from) >= 0;
        if (!inside || entries.containsKey(key)) {
          return;
        }
        claimed.add(new Entry(key, Bytes.fromHex("0x01")));
        claimed.sort(Comparator.comparing(Entry::key));
      }
      default -> {
        if (proof.size() == 1) {
          return;
        }
        proof.remove(random.nextInt(proof.size()));
      }
    }
    assertThat(TrieRange.verify(root, from, claimed, proof)).isEqualTo(new Verdict.Invalid());
  }

  @Test
  void provesAWholeTrieByItsEntriesAlone() {
    Random random = new Random(1);
    build(random, 50);
    List<Entry> all = read(Hash.ZERO, LAST, Integer.MAX_VALUE).entries();
    assertThat(TrieRange.verify(root, Hash.ZERO, all, List.of()))
        .isEqualTo(new Verdict.Whole(false));
    assertThat(TrieRange.verify(root, Hash.ZERO, all.subList(1, all.size()), List.of()))
        .isEqualTo(new Verdict.Invalid());
  }

  @Test
  void anEmptyTrieHasNothing() {
    TrieRange.Part part = read(Hash.ZERO, LAST, 1000);
    assertThat(part.entries()).isEmpty();
    assertThat(part.more()).isFalse();
    assertThat(TrieRange.verify(root, Hash.ZERO, part.entries(), part.proof()))
        .isEqualTo(new Verdict.Whole(false));
  }

  @Test
  void refusesNodesThatAreNone() {
    Random random = new Random(2);
    for (int i = 0; i < 2000; i++) {
      byte[] noise = new byte[random.nextInt(80)];
      random.nextBytes(noise);
      Bytes node = Bytes.copyOf(noise);
      assertThat(TrieRange.verify(Keccak256.hash(node), Hash.ZERO, List.of(), List.of(node)))
          .isEqualTo(new Verdict.Invalid());
    }
  }
}
