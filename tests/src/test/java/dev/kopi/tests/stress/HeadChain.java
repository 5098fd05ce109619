package dev.kopi.tests.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.engine.chain.ChainListener;
import dev.kopi.services.engine.chain.HeadChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Replays the changes of the head: each must begin where the last one ended. */
final class HeadChain implements ChainListener {
  private final ChainStore store;
  private final List<Hash> canonical = new ArrayList<>();
  private int changes;
  private int reorgs;

  HeadChain(ChainStore store, Hash genesis) {
    this.store = store;
    canonical.add(genesis);
  }

  @Override
  public synchronized void onHead(HeadChange change) {
    changes++;
    reorgs += change.removed().isEmpty() ? 0 : 1;
    for (Hash removed : change.removed()) {
      assertThat(canonical.removeLast()).isEqualTo(removed);
    }
    for (Hash added : change.added()) {
      Header header = Objects.requireNonNull(store.header(added));
      assertThat(header.parentHash()).isEqualTo(canonical.getLast());
      canonical.add(added);
    }
    assertThat(canonical.getLast()).isEqualTo(change.head());
  }

  @Override
  public synchronized void onMissedHeads(Hash head) {
    throw new AssertionError("no head is missed");
  }

  synchronized Hash head() {
    return canonical.getLast();
  }

  synchronized int changes() {
    return changes;
  }

  synchronized int reorgs() {
    return reorgs;
  }
}
