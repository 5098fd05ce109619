package dev.kopi.adapters.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store remembers the forks that its blocks were executed under. */
class StoredSpecTest {
  @TempDir private Path directory = Path.of("");
  private final StoreModel model = new StoreModel(1);

  @Test
  void refusesForkMovedBelowHeadAndGoesOnUnderItsOwnForks() {
    addBlock(6);
    assertThatThrownBy(() -> open(6))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "mismatching London fork block in database (have block 100, want block 6, rewindto"
                + " block 5)");
    open(100).close();
  }

  @Test
  void remembersForkMovedAboveHead() {
    addBlock(6);
    open(7).close();
    assertThatThrownBy(() -> open(6)).hasMessageContaining("have block 7, want block 6");
  }

  @Test
  void takesAnyForksWhileThereIsGenesisAlone() {
    open(100).close();
    open(1).close();
  }

  private void addBlock(long number) {
    try (ChainStore store = open(100)) {
      ExecutedBlock block = model.child(model.genesis.block().hash());
      store.add(block);
      store.setHeads(new ChainHeads(block.block().hash(), Hash.ZERO, Hash.ZERO));
      if (block.block().number() != number) {
        throw new AssertionError(block);
      }
    }
  }

  private ChainStore open(long london) {
    ChainSpec spec =
        new ChainSpec(UInt256.ONE, Map.of(Fork.LONDON, london), null, null, List.of(), null, null);
    return ChainStores.onDisk(directory, StoreOptions.DEFAULT, model.genesis, spec);
  }
}
