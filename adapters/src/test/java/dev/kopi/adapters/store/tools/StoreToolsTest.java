package dev.kopi.adapters.store.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.store.ChainStores;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.adapters.store.TrieChain;
import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.RocksKeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.HistoryBounds;
import dev.kopi.core.store.StoreException;
import dev.kopi.core.trie.Proof;
import dev.kopi.core.trie.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Inspecting, verifying and pruning a store whose tries are real. */
final class StoreToolsTest {
  private static final long MIB = 1 << 20;
  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULT.withLayers(6, 2).withCaches(MIB, MIB).withBuffers(MIB, MIB);

  @TempDir static Path written;
  private static final List<Hash> canonical = new ArrayList<>();

  @TempDir Path copies;
  private Path directory = Path.of("");

  @BeforeEach
  void copyTheChain() throws IOException {
    directory = copies.resolve("store");
    Files.createDirectories(directory);
    try (Stream<Path> files = Files.list(written)) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
  }

  @BeforeAll
  static void writeAChain() {
    TrieChain chain = new TrieChain(3);
    Random random = new Random(3);
    try (ChainStore store = ChainStores.onDisk(written, OPTIONS, chain.genesis)) {
      canonical.add(chain.genesis.block().hash());
      for (int i = 0; i < 120; i++) {
        int back = random.nextInt(10) == 0 ? random.nextInt(12) : 0;
        int at = Math.max(0, canonical.size() - 1 - back);
        ExecutedBlock block = chain.child(store, canonical.get(at));
        store.add(block);
        canonical.subList(at + 1, canonical.size()).clear();
        canonical.add(block.block().hash());
        store.setHeads(
            new ChainHeads(canonical.getLast(), canonical.get(at), canonical.getFirst()));
      }
    }
  }

  @Test
  void findsNothingWrongWithAGoodStore() {
    try (StoreTools tools = StoreTools.open(directory, OPTIONS)) {
      StoreTools.Report report = tools.verify(Tasks.SEQUENTIAL, (part, done, expected) -> {});
      assertThat(report.wrong()).isEmpty();
      assertThat(report.checked()).isGreaterThan(canonical.size());
      StoreTools.Facts facts = tools.inspect();
      assertThat(facts.head().hash()).isEqualTo(canonical.getLast());
      assertThat(facts.head().number()).isEqualTo(canonical.size() - 1);
      assertThat(facts.genesis().hash()).isEqualTo(canonical.getFirst());
      assertThat(facts.diskLayer().number())
          .isBetween(facts.head().number() - 8L, facts.head().number());
      assertThat(facts.sizes()).hasSize(Table.values().length);
    }
  }

  @Test
  void provesAccountsAndSlotsAtEveryBlock() {
    Random random = new Random(9);
    int proofs = 0;
    try (StoreTools tools = StoreTools.open(directory, OPTIONS)) {
      ChainStore store = tools.store();
      for (Hash hash : canonical) {
        Hash root = Objects.requireNonNull(store.header(hash)).stateRoot();
        var address = TrieChain.address(random.nextInt(TrieChain.ACCOUNTS));
        List<UInt256> slots = List.of(TrieChain.slot(random.nextInt(30)), TrieChain.slot(1));
        Proof.OfAccount proof = Proof.prove(store.trieNodes(hash), root, address, slots);
        assertThat(Proof.holds(root, proof)).isTrue();
        assertThat(proof.account()).isEqualTo(store.state(hash).account(address));
        for (Proof.OfSlot slot : proof.slots()) {
          assertThat(slot.value()).isEqualTo(store.state(hash).storage(address, slot.slot()));
        }
        proofs++;
      }
    }
    assertThat(proofs).isGreaterThan(50);
  }

  @Test
  void forgetsWhatIsOutsideTheWindows() {
    StoreOptions smaller = OPTIONS.withHistory(30, 20);
    long head = canonical.size() - 1;
    try (StoreTools tools = StoreTools.open(directory, smaller)) {
      tools.prune();
      assertThat(tools.store().history()).isEqualTo(new HistoryBounds(head - 29, head - 19));
      assertThat(tools.verify(Tasks.SEQUENTIAL, (part, done, expected) -> {}).wrong()).isEmpty();
    }
    try (StoreTools tools = StoreTools.open(directory, smaller)) {
      ChainStore store = tools.store();
      assertThat(store.history()).isEqualTo(new HistoryBounds(head - 29, head - 19));
      for (int number = 0; number <= head; number++) {
        Hash hash = canonical.get(number);
        assertThat(store.header(hash)).isNotNull();
        assertThat(store.block(hash) != null).isEqualTo(number >= head - 19);
        assertThat(store.receipts(hash) != null).isEqualTo(number >= head - 19);
        assertThat(store.hasState(hash)).isEqualTo(number >= head - 29);
      }
      assertThatThrownBy(() -> store.state(canonical.get(5)))
          .isInstanceOf(StateUnavailableException.class)
          .hasMessageContaining("--history.state");
      assertThat(tools.verify(Tasks.SEQUENTIAL, (part, done, expected) -> {}).wrong()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Table.class,
      names = {"META", "NUMBER", "LAYER", "LOG"},
      mode = EnumSource.Mode.EXCLUDE)
  void noticesAnyEntryThatIsMissing(Table table) {
    RocksKeyValueStore db = new RocksKeyValueStore(directory, MIB, MIB);
    long head = canonical.size() - 1;
    try (KeyValueStore.Snapshot snapshot = db.snapshot();
        KeyValueStore.Cursor cursor = snapshot.seek(table, start(table))) {
      assertThat(cursor.valid()).isTrue();
      WriteBatch batch = new WriteBatch();
      batch.delete(table, cursor.key());
      db.write(batch);
    }
    db.close();
    assertNoticed(head);
  }

  @ParameterizedTest
  @EnumSource(
      value = Table.class,
      names = {"META", "NUMBER", "CHANGES", "LAYER", "LOG"},
      mode = EnumSource.Mode.EXCLUDE)
  void noticesAnyValueThatIsAnother(Table table) {
    RocksKeyValueStore db = new RocksKeyValueStore(directory, MIB, MIB);
    long head = canonical.size() - 1;
    try (KeyValueStore.Snapshot snapshot = db.snapshot();
        KeyValueStore.Cursor cursor = snapshot.seek(table, start(table))) {
      while (cursor.value().length == 0) {
        cursor.next();
      }
      byte[] value = cursor.value();
      value[value.length / 2] ^= 1;
      WriteBatch batch = new WriteBatch();
      batch.put(table, cursor.key(), value);
      db.write(batch);
    }
    db.close();
    assertNoticed(head);
  }

  /** Where an entry of the canonical chain is found that matters. */
  private byte[] start(Table table) {
    return switch (table) {
      case HEADER, BODY, RECEIPTS -> Keys.block(40, canonical.get(40));
      default -> new byte[0];
    };
  }

  private void assertNoticed(long head) {
    List<String> wrong;
    try (StoreTools tools = StoreTools.open(directory, OPTIONS)) {
      wrong = new ArrayList<>(tools.verify(Tasks.SEQUENTIAL, (part, done, expected) -> {}).wrong());
      if (tools.inspect().head().number() < head) {
        wrong.add("an older head");
      }
    } catch (StoreException e) {
      wrong = List.of(String.valueOf(e.getMessage()));
    }
    assertThat(wrong).isNotEmpty();
  }

  @Test
  void saysWhenThereIsNoStore() {
    assertThatThrownBy(() -> StoreTools.open(directory.resolve("nothing"), OPTIONS))
        .hasMessageContaining("there is no store");
  }

  @Test
  void saysWhenAnotherProcessUsesTheStore() {
    try (StoreTools tools = StoreTools.open(directory, OPTIONS)) {
      assertThat(tools.store()).isNotNull();
      assertThatThrownBy(() -> StoreTools.open(directory, OPTIONS))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.LOCKED));
    }
  }
}
