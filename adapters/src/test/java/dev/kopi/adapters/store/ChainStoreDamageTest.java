package dev.kopi.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that were cut off or changed: the store says so, or still answers rightly, but never
 * wrongly.
 */
final class ChainStoreDamageTest {
  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULT.withLayers(6, 2).withCaches(0, 0).withBuffers(1 << 20, 1 << 20);

  @TempDir Path directory;

  @Test
  void neverAnswersWronglyFromDamagedFiles() throws IOException {
    StoreModel model = new StoreModel(5);
    Path whole = directory.resolve("whole");
    write(model, whole);
    Random random = new Random(5);
    int rounds = Boolean.getBoolean("kopi.all") ? 400 : 40;
    int refused = 0;
    int older = 0;
    for (int i = 0; i < rounds; i++) {
      Path copy = directory.resolve("copy-" + i);
      copy(whole, copy);
      String damage = damage(copy, random);
      try (ChainStore store = ChainStores.onDisk(copy, OPTIONS, model.genesis)) {
        older += read(model, store, damage);
      } catch (StoreException e) {
        assertThat(e.reason())
            .as(damage + ": " + e.getMessage())
            .isIn(StoreException.Reason.CORRUPT, StoreException.Reason.IO);
        refused++;
      }
      delete(copy);
    }
    assertThat(refused).isPositive();
    System.out.println(
        rounds
            + " damaged stores: "
            + refused
            + " refused, "
            + older
            + " opened on an older block");
  }

  private static void write(StoreModel model, Path path) {
    Hash head = model.genesis.block().hash();
    for (int round = 0; round < 6; round++) {
      try (ChainStore store = ChainStores.onDisk(path, OPTIONS, model.genesis)) {
        for (int i = 0; i < 40; i++) {
          ExecutedBlock block = model.child(head);
          head = block.block().hash();
          store.add(block);
          store.setHeads(new ChainHeads(head, Hash.ZERO, Hash.ZERO));
        }
      }
    }
  }

  private static String damage(Path store, Random random) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(store)) {
      files =
          list.filter(file -> file.toFile().length() > 0)
              .filter(file -> !file.getFileName().toString().startsWith("LOG"))
              .sorted()
              .toList();
    }
    Path file = files.get(random.nextInt(files.size()));
    byte[] bytes = Files.readAllBytes(file);
    int at = random.nextInt(bytes.length);
    boolean cut = random.nextInt(3) == 0;
    if (cut) {
      Files.write(file, Arrays.copyOf(bytes, at));
    } else {
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bytes);
    }
    return (cut ? "cut " : "flipped ") + file.getFileName() + " at " + at + " of " + bytes.length;
  }

  /** Reads everything and compares; 1 when the head is older than what was written. */
  private static int read(StoreModel model, ChainStore store, String damage) {
    Hash head = store.heads().head();
    assertThat(model.blocks).as(damage).containsKey(head);
    for (Hash hash : model.blocks.keySet()) {
      var header = store.header(hash);
      if (header != null) {
        assertThat(header).isEqualTo(model.block(hash).block().header());
        var receipts = store.receipts(hash);
        if (receipts != null) {
          assertThat(receipts).as(damage).isEqualTo(model.block(hash).receipts());
        }
      }
      try {
        if (store.hasState(hash)) {
          compare(model, store, hash, damage);
        }
      } catch (StateUnavailableException e) {
        fail(damage, e);
      }
    }
    return head.equals(List.copyOf(model.blocks.keySet()).getLast()) ? 0 : 1;
  }

  private static void compare(StoreModel model, ChainStore store, Hash hash, String damage) {
    StateView state = store.state(hash);
    StoreModel.State expected = model.state(hash);
    for (int i = 0; i < StoreModel.ACCOUNTS; i++) {
      Address address = StoreModel.address(i);
      assertThat(state.account(address)).as(damage).isEqualTo(expected.accounts().get(address));
      UInt256 slot = StoreModel.slot(i % 8);
      assertThat(state.storage(address, slot))
          .as(damage)
          .isEqualTo(
              expected.slots().getOrDefault(new StoreModel.SlotKey(address, slot), UInt256.ZERO));
    }
    var nodes = store.trieNodes(hash);
    expected
        .nodes()
        .forEach((key, node) ->
            assertThat(nodes.node(key.owner(), key.path(), Keccak256.hash(node)))
                .as(damage)
                .isEqualTo(node));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
