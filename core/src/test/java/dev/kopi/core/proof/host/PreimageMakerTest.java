package dev.kopi.core.proof.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.trie.OrderedTrie;
import dev.kopi.core.trie.OrderedTrieReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PreimageMakerTest {
  private static final PreimageMaker MAKER = new PreimageMaker(Crypto.portable());

  @Test
  void readsListsOfAnyLengthBackFromTheirTries() {
    Random random = new Random(5);
    for (int length : new int[] {0, 1, 2, 3, 16, 17, 127, 128, 129, 130, 255, 256, 257, 700}) {
      List<Bytes> items = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        byte[] item = new byte[1 + random.nextInt(60)];
        random.nextBytes(item);
        items.add(Bytes.wrap(item));
      }
      Map<PreimageKey, Bytes> nodes = new HashMap<>();
      Hash root = PreimageMaker.list(items, nodes::put);
      assertThat(root).isEqualTo(OrderedTrie.root(items));
      assertThat(
              OrderedTrieReader.items(
                  root, hash -> Objects.requireNonNull(nodes.get(PreimageKey.keccak256(hash)))))
          .isEqualTo(items);
    }
  }

  @Test
  void answersAPrecompileWithStatusAndOutput() {
    Map<PreimageKey, Bytes> found = new HashMap<>();
    Bytes call = call(0x01, Bytes.wrap(new byte[128]));
    MAKER.precompile(call, true, found::put);
    PreimageKey key = PreimageKey.precompile(Keccak256.hash(call));
    assertThat(found.get(key)).isEqualTo(Bytes.fromHex("01"));
    assertThat(found.get(PreimageKey.keccak256(Keccak256.hash(call)))).isEqualTo(call);

    Bytes wrong = call(0x08, Bytes.wrap(new byte[1]));
    MAKER.precompile(wrong, true, found::put);
    assertThat(found.get(PreimageKey.precompile(Keccak256.hash(wrong))))
        .isEqualTo(Bytes.fromHex("00"));
  }

  @Test
  void refusesPrecompilesThatProgramsComputeThemselves() {
    for (int number : new int[] {0x02, 0x05, 0x09, 0x12, 0x100}) {
      assertThatThrownBy(() -> MAKER.precompile(call(number, Bytes.EMPTY), true, (k, v) -> {}))
          .isInstanceOf(DecodeException.class);
    }
    assertThatThrownBy(() -> MAKER.precompile(Bytes.wrap(new byte[27]), true, (k, v) -> {}))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void tellsWhetherAValueHasItsKey() {
    PreimageCheck check = new PreimageCheck(Crypto.portable().sha256());
    Bytes value = Bytes.fromHex("0102");
    Bytes other = Bytes.fromHex("0103");
    PreimageKey keccak = PreimageKey.keccak256(Keccak256.hash(value));
    PreimageKey sha =
        PreimageKey.sha256(Hash.of(Crypto.portable().sha256().hash(value.toArray(), 0, 2)));
    assertThat(check.holds(keccak, value)).isTrue();
    assertThat(check.holds(keccak, other)).isFalse();
    assertThat(check.holds(sha, value)).isTrue();
    assertThat(check.holds(sha, other)).isFalse();
    assertThat(check.holds(new PreimageKey(Hash.ZERO), value)).isFalse();
  }

  private static Bytes call(int number, Bytes input) {
    byte[] header = new byte[28];
    header[18] = (byte) (number >> 8);
    header[19] = (byte) number;
    return Bytes.concat(Bytes.wrap(header), input);
  }
}
