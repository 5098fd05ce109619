package dev.kopi.tests.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.store.ChainStores;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.apps.cli.evm.blocktest.MemoryChain;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.StoreException;
import dev.kopi.core.trie.Preimages;
import dev.kopi.core.trie.Proof;
import dev.kopi.core.trie.TrieStateView;
import dev.kopi.services.execution.ChainImport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The past: what the store answers of old blocks is what executing the chain again brings forth.
 */
final class OldStatesTest {
  private static final int QUESTIONS = 1000;
  private static final long SEED = 21;

  @TempDir Path directory;

  /** What a block changed: an account, and one of its slots or null. */
  private record Place(Address address, UInt256 slot) {}

  @Test
  void answersOldBlocksAsExecutingThemAgainDoes() throws Exception {
    GeneratedChain chain = GeneratedChain.write(directory.resolve("chain"), SEED, 1100);
    assertThat(chain.blocks.size()).isGreaterThan(QUESTIONS);
    Preimages preimages = new Preimages();
    List<Place> places = executeAgain(chain, preimages);
    StoreOptions options = StoreOptions.DEFAULT.withLayers(64, 8);
    int past = 0;
    try (ChainStore store =
        ChainStores.onDisk(directory.resolve("store"), options, chain.genesis.execute())) {
      importAll(chain, store);
      Random random = new Random(SEED);
      for (int i = 0; i < QUESTIONS; i++) {
        Block block = chain.blocks.get(random.nextInt(chain.blocks.size()));
        past += block.number() < chain.blocks.size() - 64 ? 1 : 0;
        for (int j = 0; j < 4; j++) {
          compare(store, preimages, block.header(), places.get(random.nextInt(places.size())));
        }
      }
    }
    assertThat(past).isGreaterThan(QUESTIONS / 2);
    System.out.println(
        QUESTIONS
            + " random blocks of "
            + chain.blocks.size()
            + " ("
            + past
            + " below the layers in memory): accounts, slots and proofs as by executing again");
  }

  private static void compare(ChainStore store, Preimages preimages, Header header, Place place) {
    Hash hash = header.hash();
    TrieStateView expected = new TrieStateView(preimages, header.stateRoot(), preimages);
    assertThat(store.state(hash).account(place.address()))
        .isEqualTo(expected.account(place.address()));
    assertThat(store.state(hash).storage(place.address(), place.slot()))
        .isEqualTo(expected.storage(place.address(), place.slot()));
    Proof.OfAccount proof =
        Proof.prove(
            store.trieNodes(hash), header.stateRoot(), place.address(), List.of(place.slot()));
    assertThat(proof)
        .isEqualTo(
            Proof.prove(preimages, header.stateRoot(), place.address(), List.of(place.slot())));
    assertThat(Proof.holds(header.stateRoot(), proof)).isTrue();
  }

  /** Executes the chain by itself, keeping every node; answers the places that blocks changed. */
  private static List<Place> executeAgain(GeneratedChain chain, Preimages preimages) {
    MemoryChain again =
        new MemoryChain(chain.genesis, ExecutionResources.of(GeneratedChain.CRYPTO));
    var first = chain.genesis.execute();
    preimages.addNodes(first.trie());
    first.diff().codes().values().forEach(preimages::add);
    List<Place> places = new ArrayList<>();
    for (Block block : chain.blocks) {
      BlockResult result = again.execute(block);
      assertThat(result).isInstanceOf(BlockResult.Valid.class);
      var executed = ((BlockResult.Valid) result).block();
      preimages.addNodes(executed.trie());
      for (Map.Entry<Address, StateDiff.AccountChange> change :
          executed.diff().accounts().entrySet()) {
        UInt256 slot =
            change.getValue().storage().keySet().stream().findFirst().orElse(UInt256.ZERO);
        places.add(new Place(change.getKey(), slot));
      }
    }
    return places;
  }

  static void importAll(GeneratedChain chain, ChainStore store) {
    try (ChainImport running =
        new ChainImport(chain.genesis.spec(), store, GeneratedChain.CRYPTO)) {
      for (Block block : chain.blocks) {
        assertThat(running.add(block)).isNull();
      }
      assertThat(running.finish()).isNull();
    }
    assertThat(store.heads().head()).isEqualTo(chain.head());
  }

  @Test
  void namesTheFlagBelowTheWindow() throws Exception {
    GeneratedChain chain = GeneratedChain.write(directory.resolve("chain"), SEED, 150);
    StoreOptions options = StoreOptions.DEFAULT.withLayers(4, 2).withHistory(50, 0);
    try (ChainStore store =
        ChainStores.onDisk(directory.resolve("store"), options, chain.genesis.execute())) {
      importAll(chain, store);
      long head = chain.blocks.size();
      assertThat(store.history().oldestState()).isBetween(head - 60, head - 40);
      Hash old = requireNonNull(chain.hashes.get(head - 100));
      assertThat(store.hasState(old)).isFalse();
      try {
        store.state(old).account(Address.ZERO);
        throw new AssertionError("an old state is answered");
      } catch (StateUnavailableException e) {
        assertThat(e).hasMessageContaining("--history.state");
      }
      assertThat(store.hasState(requireNonNull(chain.hashes.get(head - 30)))).isTrue();
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }
}
