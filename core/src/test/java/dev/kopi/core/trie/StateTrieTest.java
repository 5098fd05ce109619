package dev.kopi.core.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateDiff.AccountChange;
import dev.kopi.core.state.StateUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Accounts and storage through {@link StateTrie}, {@link TrieStateView} and {@link Proof}, against
 * a plain map.
 */
class StateTrieTest {
  private record Place(Hash owner, Bytes path) {}

  private static final class Model {
    final Map<Address, StateDiff.Content> accounts = new TreeMap<>();
    final Map<Address, TreeMap<UInt256, UInt256>> storage = new TreeMap<>();
    final Map<Place, Bytes> store = new HashMap<>();
    Hash root = Keccak256.EMPTY_TRIE;

    NodeReader reader() {
      return (owner, path, hash) -> store.get(new Place(owner, path));
    }

    void apply(StateDiff diff) {
      TrieUpdate update = StateTrie.apply(reader(), root, diff);
      root = update.root();
      for (TrieUpdate.NodeChange change : update.changes()) {
        Place place = new Place(change.owner(), change.path());
        Bytes node = change.node();
        if (node == null) {
          assertThat(store.remove(place)).isNotNull();
        } else {
          assertThat(store.put(place, node)).isNotEqualTo(node);
        }
      }
      diff.accounts().forEach(this::applyToMaps);
      assertThat(update.storageRoots().keySet())
          .isEqualTo(
              diff.accounts().keySet().stream()
                  .filter(accounts::containsKey)
                  .collect(java.util.stream.Collectors.toSet()));
    }

    private void applyToMaps(Address address, AccountChange change) {
      StateDiff.Content after = change.after();
      if (after == null) {
        accounts.remove(address);
        storage.remove(address);
        return;
      }
      accounts.put(address, after);
      TreeMap<UInt256, UInt256> slots =
          storage.computeIfAbsent(address, ignored -> new TreeMap<>());
      if (change.storageCleared()) {
        slots.clear();
      }
      slots.putAll(change.storage());
      slots.values().removeIf(UInt256::isZero);
    }

    /** Root and store as the naive trie has them. */
    void check() {
      Map<Place, Bytes> expected = new HashMap<>();
      Map<Bytes, Bytes> pairs = new HashMap<>();
      accounts.forEach((address, content) -> {
        Map<Bytes, Bytes> slots = new HashMap<>();
        storage
            .getOrDefault(address, new TreeMap<>())
            .forEach((k, v) -> slots.put(StateTrie.key(k).toBytes(), StateTrie.encode(v)));
        NaiveTrie trie = new NaiveTrie(slots);
        Hash owner = StateTrie.key(address);
        trie.nodes.forEach((path, node) -> expected.put(new Place(owner, path), node));
        pairs.put(owner.toBytes(), StateTrie.encode(content, trie.root));
      });
      NaiveTrie trie = new NaiveTrie(pairs);
      trie.nodes.forEach((path, node) -> expected.put(new Place(Hash.ZERO, path), node));
      assertThat(root).isEqualTo(trie.root);
      assertThat(store).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void stateAgreesWithPlainMap(long seed) {
    Random random = new Random(seed);
    Model model = new Model();
    for (int round = 0; round < 150; round++) {
      model.apply(randomDiff(random, model));
      model.check();
      TrieStateView view = new TrieStateView(model.reader(), model.root, hash -> null);
      for (int i = 0; i < 20; i++) {
        Address address = randomAddress(random);
        UInt256 slot = UInt256.of(random.nextInt(40));
        Account account = view.account(address);
        StateDiff.Content content = model.accounts.get(address);
        UInt256 value =
            model.storage.getOrDefault(address, new TreeMap<>()).getOrDefault(slot, UInt256.ZERO);
        assertThat(account == null ? null : contentOf(account)).isEqualTo(content);
        assertThat(view.storage(address, slot)).isEqualTo(value);
        Proof.OfAccount proof =
            Proof.prove(model.reader(), model.root, address, List.of(slot, UInt256.of(77)));
        assertThat(proof.account()).isEqualTo(account);
        assertThat(proof.slots().getFirst().value()).isEqualTo(value);
        assertThat(Proof.holds(model.root, proof)).isTrue();
        if (!proof.nodes().isEmpty()) {
          assertThat(Proof.holds(model.root, spoilt(random, proof))).isFalse();
        }
      }
    }
  }

  /** The proof with one claim or node changed. */
  private static Proof.OfAccount spoilt(Random random, Proof.OfAccount proof) {
    List<Bytes> nodes = new ArrayList<>(proof.nodes());
    Account account = proof.account();
    switch (random.nextInt(4)) {
      case 0 -> nodes.removeLast();
      case 1 -> nodes.add(nodes.getLast());
      case 2 -> {
        int at = random.nextInt(nodes.size());
        byte[] node = nodes.get(at).toArray();
        node[random.nextInt(node.length)] ^= (byte) (1 << random.nextInt(8));
        nodes.set(at, Bytes.wrap(node));
      }
      default ->
          account =
              account == null
                  ? Account.EMPTY
                  : new Account(
                      account.nonce() + 1,
                      account.balance(),
                      account.storageRoot(),
                      account.codeHash());
    }
    return new Proof.OfAccount(proof.address(), account, nodes, proof.slots());
  }

  private static StateDiff.Content contentOf(Account account) {
    return new StateDiff.Content(account.nonce(), account.balance(), account.codeHash());
  }

  private static StateDiff randomDiff(Random random, Model model) {
    Map<Address, AccountChange> accounts = new HashMap<>();
    int count = random.nextInt(15) == 0 ? 120 : 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      Address address = randomAddress(random);
      boolean remove = model.accounts.containsKey(address) && random.nextInt(3) == 0;
      accounts.put(address, remove ? removal() : randomChange(random));
    }
    return new StateDiff(accounts, Map.of());
  }

  private static AccountChange removal() {
    return new AccountChange(null, true, Map.of());
  }

  private static AccountChange randomChange(Random random) {
    Map<UInt256, UInt256> slots = new HashMap<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      UInt256 slot = UInt256.of(random.nextInt(40));
      slots.put(slot, UInt256.of(random.nextInt(3) == 0 ? 0 : random.nextInt(1000)));
    }
    StateDiff.Content content =
        new StateDiff.Content(random.nextInt(3), UInt256.of(random.nextLong()), Keccak256.EMPTY);
    return new AccountChange(content, random.nextInt(6) == 0, slots);
  }

  private static Address randomAddress(Random random) {
    return Address.ofWords(0, 0, 1 + random.nextInt(200));
  }

  @Test
  void namesNodeThatIsMissing() {
    Hash root = Keccak256.hash(new byte[] {1});
    TrieStateView view = new TrieStateView((owner, path, hash) -> null, root, hash -> null);
    assertThatThrownBy(() -> view.account(Address.ZERO))
        .isInstanceOf(StateUnavailableException.class)
        .hasMessageContaining(root.toHex());
    assertThatThrownBy(() -> view.code(root)).isInstanceOf(StateUnavailableException.class);
    assertThat(view.code(Keccak256.EMPTY)).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void refusesBytesThatAreNoNode() {
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] junk = new byte[random.nextInt(80)];
      random.nextBytes(junk);
      if (junk.length > 0) {
        junk[0] = (byte) (0xc0 + Math.min(55, junk.length - 1));
      }
      @Nullable Node node = null;
      try {
        node = NodeCodec.decode(Bytes.wrap(junk));
      } catch (DecodeException e) {
        refused++;
      }
      assertThat(node instanceof Node.Stored).isFalse();
    }
    assertThat(refused).isGreaterThan(19_000);
  }
}
